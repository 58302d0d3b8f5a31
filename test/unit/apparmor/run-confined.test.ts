import {chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import type {Machine} from '../../../src/apparmor/machine.ts';
import {runConfined} from '../../../src/apparmor/run-confined.ts';
import type {CommandResult, Shell} from '../../../src/node/shell.ts';
import {until} from '../../cluster/support/until.ts';

/** A machine that is a real shell of this one, with files in place of the kernel's. Like an engine, it leaves a command alone after an abort. */
let folder: string;
const file = (name: string): string => join(folder, name);
const setting = (): string => readFileSync(file('audit'), 'utf8');
const running: Promise<unknown>[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flotilla-confined-'));
  mkdirSync(file('bin'));
  for (const [name, text] of [
    ['aa-exec', 'shift 3; exec "$@"'],
    ['apparmor_parser', ':'],
  ] as const) {
    writeFileSync(file(`bin/${name}`), `#!/bin/sh\n${text}\n`);
    chmodSync(file(`bin/${name}`), 0o755);
  }
  for (const [name, text] of [
    ['audit', 'normal'],
    ['enabled', 'Y\n'],
    ['profiles', 'p (enforce)\n'],
  ] as const)
    writeFileSync(file(name), text);
});

afterEach(async () => {
  await Promise.all(running.splice(0));
  rmSync(folder, {recursive: true});
});

const tryRun: Shell['tryRun'] = ([program = '', ...words], {signal}) => {
  const here = words.map((word) =>
    word.replaceAll('/sys/module/apparmor/parameters', folder).replaceAll('/sys/kernel/security/apparmor', folder),
  );
  const run = execa(program, here, {env: {PATH: `${file('bin')}:${process.env['PATH']}`}, reject: false, stripFinalNewline: false});
  running.push(run);
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
    run.then(({stdout, stderr, exitCode = -1}) => resolve({stdout, stderr, exitCode} satisfies CommandResult), reject);
  });
};
const machine: Machine = {name: 'here', isRoot: true, shell: {tryRun} as Shell};
const confined = (script: string, signal = new AbortController().signal) => runConfined('p', ['sh', '-c', script], machine, {signal});

describe('runConfined', () => {
  it('has the kernel tell everything while the command runs, and gives back its output and exit code', async () => {
    const run = await confined(`cat ${file('audit')}; echo no >&2; exit 3`);
    expect(run).toMatchObject({exitCode: 3, stdout: 'noquiet', stderr: 'no\n', mode: 'enforce'});
    expect(setting()).toBe('normal');
  });

  it('sets the kernel back and ends the command when it is aborted', async () => {
    const aborter = new AbortController();
    const run = confined(`echo $$ > ${file('pid')}; exec sleep 300`, aborter.signal);
    const refused = expect(run).rejects.toThrow('enough');
    await until('the command runs', async () => Number(readFileSync(file('pid'), {encoding: 'utf8', flag: 'a+'})) > 0);
    expect(setting()).toBe('noquiet');
    aborter.abort(new Error('enough'));
    await refused;
    expect(setting()).toBe('normal');
    // What is left of it until somebody reaps it has no command line.
    const commandLine = `/proc/${readFileSync(file('pid'), 'utf8').trim()}/cmdline`;
    await until('the command has ended', async () => !existsSync(commandLine) || readFileSync(commandLine, 'utf8') === '');
  });

  it('runs one after the other: none takes the setting of another for the one to go back to', async () => {
    const first = confined(
      `echo begun > ${file('first')}; until [ -e ${file('go')} ]; do sleep 0.05; done; echo first >> ${file('order')}`,
    );
    await until('the first runs', async () => readFileSync(file('first'), {encoding: 'utf8', flag: 'a+'}) !== '');
    const second = confined(`echo second >> ${file('order')}`);
    await until('the second is there', async () => running.length >= 4);
    writeFileSync(file('go'), '');
    await Promise.all([first, second]);
    expect(readFileSync(file('order'), 'utf8')).toBe('first\nsecond\n');
    expect(setting()).toBe('normal');
  });
});
