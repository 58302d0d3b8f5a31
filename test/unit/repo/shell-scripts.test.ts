import {execFile} from 'node:child_process';
import {constants, readFileSync} from 'node:fs';
import {access} from 'node:fs/promises';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {describe, expect, it} from 'vitest';
import {supportedKubernetesVersions} from '../../../src/images/default-version.ts';
import {projectFiles, repo} from './project-files.ts';

const run = promisify(execFile);
const firstLine = (file: string): string => readFileSync(join(repo, file), 'utf8').split('\n', 1)[0] ?? '';
const own = [
  ...projectFiles('bin/**'),
  ...projectFiles('.ci/*'),
  ...projectFiles('images/node/files/**'),
  ...projectFiles('images/samples/*/files/**'),
];
const programs = own.filter((file) => firstLine(file) === '#!/bin/sh');
const sourced = own.filter((file) => file.endsWith('.sh'));

it('finds the scripts', () => {
  expect(programs).toEqual(expect.arrayContaining(['.ci/run', 'bin/flotilla', 'bin/quickstart', 'bin/setup', 'bin/test']));
  expect(programs).toContain('images/node/files/usr/local/lib/flotilla/entrypoint');
  expect(sourced).toContain('bin/lib/report.sh');
});

it('setup builds the node image of the older supported version for the tests', () => {
  const [, version] = /^older_version=(.+)$/m.exec(readFileSync(join(repo, 'bin/lib/tools.sh'), 'utf8')) ?? [];
  expect(version).toBe(supportedKubernetesVersions.at(-1));
});

it.each([...programs, ...sourced])('%s is shell that parses', async (file) => {
  await run('sh', ['-n', file], {cwd: repo});
});

it.each(programs)('%s can be run, and stops at the first error', async (file) => {
  await access(join(repo, file), constants.X_OK);
  const text = readFileSync(join(repo, file), 'utf8');
  expect(text).toMatch(/^set -eu$|^until /m);
});

describe('bin/lib/report.sh', () => {
  const shell = (script: string): Promise<{stdout: string; stderr: string}> =>
    run('sh', ['-eu', '-c', `. bin/lib/report.sh\n${script}`], {cwd: repo});

  it('says what it times, and how long that took', async () => {
    const {stdout} = await shell("timed 'Counting' echo hidden");
    expect(stdout).toMatch(/^Counting \.\.\.\n\[\d s\] done\n$/);
  });

  it('shows the output of what fails, and passes its exit code on', async () => {
    const {stdout} = await shell("timed 'Trying' sh -c 'echo the reason; exit 7' || echo exit $?");
    expect(stdout).toMatch(/^Trying \.\.\.\n\[\d s\] failed with exit code 7; the end of its output:\n {4}the reason\nexit 7\n$/);
  });

  it('tells minutes from seconds', async () => {
    const {stdout} = await shell('now() { echo 1000; }\nsince 995; echo; since 813');
    expect(stdout).toBe('5 s\n3 min 7 s');
  });

  it('fails with a message, hints and nothing on standard output', async () => {
    await expect(shell("fail 'It is broken.' 'mend it'")).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'Error: It is broken.\nTry: mend it\n',
    });
  });
});

describe('bin/lib/engine.sh', () => {
  const shell = (script: string, env: Readonly<Record<string, string>> = {}): Promise<{stdout: string; stderr: string}> =>
    run('sh', ['-eu', '-c', `. bin/lib/report.sh\n. bin/lib/debian-packages.sh\n. bin/lib/engine.sh\n${script}`], {
      cwd: repo,
      env: {PATH: process.env['PATH'], ...env},
    });

  it('leaves an engine alone that answers', async () => {
    const {stdout} = await shell(
      'engine_answers() { true; }\nstart_daemon() { echo started; }\ninstall_packages() { echo installed; }\nensure_engine',
    );
    expect(stdout).toBe('');
  });

  it('starts no other engine than the one that DOCKER_HOST names', async () => {
    await expect(
      shell('start_daemon() { echo started; }\nensure_engine', {DOCKER_HOST: 'unix:///nowhere/docker.sock'}),
    ).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('DOCKER_HOST=unix:///nowhere/docker.sock was chosen, and no container engine answers there.'),
    });
  });

  it('installs an engine where there is none, then starts it', async () => {
    const {stdout} = await shell(
      'engine_answers() { false; }\nchosen_endpoint() { :; }\nhave() { false; }\nis_root() { true; }\nstart_daemon() { echo started; }\ninstall_packages() { echo "$@"; }\nensure_engine',
    );
    expect(stdout).toBe('Docker Engine docker.io iptables ca-certificates\nstarted\n');
  });

  it('does not take another process for the daemon that a pid file is left of', async () => {
    const {stdout} = await shell(
      'file=$(mktemp)\necho $$ > "$file"\nruns_as "$file" dockerd || echo no\nruns_as "$file" sh && echo yes\nrm "$file"',
    );
    expect(stdout).toBe('no\nyes\n');
  });

  it('takes a process that has ended and that nobody waited for as gone', async () => {
    // The parent becomes a program that waits for no child, before the child ends: a shell might still take note of it.
    const {stdout} = await shell(
      'folder=$(mktemp -d)\nsh -c \'sleep 0.5 & echo $! > "$1/pid"; exec sleep 5\' sh "$folder" &\nparent=$!\n' +
        'until [ -s "$folder/pid" ] && grep -qs "^State:.Z" "/proc/$(cat "$folder/pid")/status"; do :; done\n' +
        'is_alive "$folder/pid" || echo gone\nkill "$parent"\nrm -r "$folder"',
    );
    expect(stdout).toBe('gone\n');
  });
});

describe.each(['setup', 'test', 'quickstart'])('bin/%s', (name) => {
  it('refuses what it does not know', async () => {
    await expect(run(join(repo, 'bin', name), ['--frobnicate'])).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^Error: .*"--frobnicate"\.\nTry: /),
    });
  });
});
