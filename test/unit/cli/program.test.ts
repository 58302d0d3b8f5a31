import {execFile} from 'node:child_process';
import {readFile, symlink} from 'node:fs/promises';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {bundle} from '../../../scripts/bundle.ts';
import {defaultKubernetesVersion, supportedKubernetesVersions} from '../../../src/images/default-version.ts';
import {InstalledCli} from './installed-cli.ts';

const repo = join(import.meta.dirname, '../../..');
const {version} = JSON.parse(await readFile(join(repo, 'package.json'), 'utf8')) as {version: string};

let cli: InstalledCli;
beforeAll(async () => {
  cli = await InstalledCli.create();
}, 60_000);
afterAll(() => cli?.[Symbol.asyncDispose]());

describe('version', () => {
  it('prints its own version and the default one of Kubernetes', async () => {
    const {exitCode, stdout, stderr} = await cli.run(['version']);
    expect({exitCode, stderr}).toEqual({exitCode: 0, stderr: ''});
    expect(stdout).toContain(`flotilla version: v${version}\n`);
    expect(stdout).toContain(defaultKubernetesVersion);
  });

  it('prints one word with --short, from the flag as from the environment', async () => {
    expect(await cli.run(['version', '--short'])).toMatchObject({exitCode: 0, stdout: `v${version}\n`});
    expect(await cli.run(['version'], {FLOTILLA_SHORT: 'true'})).toMatchObject({exitCode: 0, stdout: `v${version}\n`});
  });

  it.each([
    [['-o', 'json'], {}],
    [['--json'], {}],
    [[], {FLOTILLA_OUTPUT: 'json'}],
  ])('prints one JSON document: %j %j', async (argv, env) => {
    const {stdout} = await cli.run(['version', ...argv], env as Record<string, string>);
    expect(JSON.parse(stdout)).toMatchObject({
      flotillaVersion: `v${version}`,
      defaultKubernetesVersion,
      supportedKubernetesVersions: [...supportedKubernetesVersions],
    });
  });
});

describe('wrong command lines', () => {
  it('ends an unknown command with 14 and names the one that was meant', async () => {
    const {exitCode, stdout, stderr} = await cli.run(['versoin']);
    expect({exitCode, stdout}).toEqual({exitCode: 14, stdout: ''});
    expect(stderr).toBe('Error: There is no command "versoin".\nTry: flotilla version\nTry: flotilla --help\n(E_USAGE)\n');
  });

  it('ends an unknown flag with 14 and names the one that was meant', async () => {
    const {exitCode, stderr} = await cli.run(['version', '--shrot']);
    expect(exitCode).toBe(14);
    expect(stderr).toBe('Error: Nonexistent flag: --shrot.\nTry: --short\nTry: flotilla version --help\n(E_USAGE)\n');
  });

  it('puts the error on standard output when JSON was asked for', async () => {
    const {exitCode, stdout, stderr} = await cli.run(['version', '--nope', '-o', 'json']);
    expect({exitCode, stderr}).toEqual({exitCode: 14, stderr: ''});
    expect(JSON.parse(stdout)).toEqual({
      type: 'error',
      error: {id: 'E_USAGE', message: 'Nonexistent flag: --nope.', hints: ['flotilla version --help'], details: [], exitCode: 14},
    });
  });

  it('refuses a value that is not one of the choices', async () => {
    expect(await cli.run(['version', '-o', 'yaml'])).toMatchObject({exitCode: 14, stdout: ''});
  });

  it.each([
    ['preset check', 'Try: flotilla preset list\n'],
    ['ssh -p dev curl -s http://web', 'Try: flotilla ssh -p dev -- curl -s http://web\n'],
    [
      'start --dry-run --kubernetes-version 1.37',
      `such as ${defaultKubernetesVersion}, "stable" or "latest".\nTry: flotilla node-image list`,
    ],
  ])('says what to type instead of %s', async (line, hint) => {
    const {exitCode, stderr} = await cli.run(line.split(' '));
    expect(stderr).toContain(hint);
    expect(exitCode).toBeGreaterThan(0);
  });
});

describe('help', () => {
  it.each([['--help'], ['-h'], []])('lists the commands: %s', async (...argv) => {
    const {exitCode, stdout} = await cli.run(argv.filter(Boolean));
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/COMMANDS[\s\S]*version/);
    expect(stdout).toMatch(/TOPICS[\s\S]*ports/);
    expect(stdout.match(/^ {2}service /gm)).toHaveLength(1);
  });

  it('shows the flags of a command', async () => {
    const {exitCode, stdout} = await cli.run(['version', '--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('FLOTILLA_PROFILE');
  });
});

describe('bin/flotilla', () => {
  it('starts through symbolic links, with the Node of the project, whatever the PATH has', async () => {
    const link = join(cli.root, 'linked');
    await symlink('bin/flotilla', link);
    const again = join(cli.root, 'linked-again');
    await symlink(link, again);
    const {stdout} = await promisify(execFile)(again, ['version', '--short'], {env: {PATH: '/usr/bin:/bin', HOME: cli.root}, cwd: '/'});
    expect(stdout).toBe(`v${version}\n`);
  });
});

describe('oclif.manifest.json', () => {
  it('is what the commands say now (npm run build writes it)', async () => {
    expect(JSON.parse(await readFile(join(repo, 'oclif.manifest.json'), 'utf8'))).toEqual(cli.manifest);
  });

  it('names no path of the machine that made it', () => {
    expect(JSON.stringify(cli.manifest)).not.toMatch(/"\/(?!bin\/sh)[a-z]+\//);
  });
});

describe('the bundle', () => {
  it('loads no adapter and no heavy library for the entry and for version', async () => {
    const loaded = await eagerInputs(['src/cli/main.ts', 'src/commands/version.ts']);
    const heavy = /node_modules\/(?:@kubernetes|dockerode|docker-modem|ssh2|listr2|zod|yaml|execa|tar-fs|tar-stream)\//;
    expect(loaded.filter((file) => heavy.test(file) || file.startsWith('src/engine/docker/'))).toEqual([]);
  });
});

/** The source files in the bundles that these entries load at once, chunks they import statically included. */
async function eagerInputs(entries: readonly string[]): Promise<string[]> {
  const {metafile} = await bundle({root: repo, outdir: join(cli.root, 'again')});
  const outputs = Object.entries(metafile.outputs);
  const waiting = outputs.filter(([, {entryPoint}]) => entryPoint !== undefined && entries.includes(entryPoint)).map(([file]) => file);
  expect(waiting).toHaveLength(entries.length);
  const seen = new Set<string>();
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const imports = metafile.outputs[file]?.imports ?? [];
    waiting.push(...imports.filter(({kind, external}) => kind === 'import-statement' && !external).map(({path}) => path));
  }
  return [...seen].flatMap((file) => Object.keys(metafile.outputs[file]?.inputs ?? {}));
}
