import {execFile} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {type Shell, shellScript, shells} from '../../../../src/cli/complete/shell-scripts.ts';

const run = promisify(execFile);
let folder: string;

/** A program that says what it was asked for, as candidates. */
const program = `#!/bin/sh
shift
for last; do :; done
case $last in
  --config*|file*) echo :0 ;;
  *) printf 'words-%s\\tHow many there are: some\\nlast-%s\\n%s1\\n:4\\n' "$#" "$last" "$last" ;;
esac
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flotilla-shells-'));
  await writeFile(join(folder, 'flotilla'), program, {mode: 0o755});
  await writeFile(join(folder, 'file-here'), '');
  for (const shell of shells) await writeFile(join(folder, `script.${shell}`), shellScript(shell));
});
afterAll(() => rm(folder, {recursive: true}));

/** How each shell is brought to complete a command line. */
const completing: Readonly<Record<Shell, (line: string) => readonly string[]>> = {
  bash: (line) => [
    '--norc',
    '-c',
    `source script.bash; COMP_LINE='${line}'; COMP_POINT=${line.length}; _flotilla; printf '%s\\n' "\${COMPREPLY[@]}"`,
  ],
  zsh: (line) => [
    '-f',
    '-c',
    `compdef() { :; }; _describe() { print -rl -- "\${(@P)2}"; }; _files() { print files; }
     source ./script.zsh; words=(\${(s: :)\${:-'${line}'}}); [[ '${line}' == *' ' ]] && words+=(''); CURRENT=\${#words}; _flotilla`,
  ],
  fish: (line) => ['--no-config', '-c', `source script.fish; complete -C '${line}'`],
};

async function complete(shell: Shell, line: string): Promise<string[]> {
  const {stdout} = await run(shell, completing[shell](line), {cwd: folder, env: {HOME: folder, PATH: `${folder}:${process.env['PATH']}`}});
  return stdout.trimEnd().split('\n').toSorted();
}

describe('bash', () => {
  it('shows candidates for the word at the cursor', async () => {
    expect(await complete('bash', 'flotilla status --x')).toEqual(['--x1', 'last---x', 'words-2']);
    expect(await complete('bash', 'flotilla status ')).toEqual(['1', 'last-', 'words-2']);
  });

  it('replaces only what it takes for a word: what follows = and :', async () => {
    expect(await complete('bash', 'flotilla status --x=a')).toContain('a1');
    expect(await complete('bash', 'flotilla cp node:/b')).toContain('/b1');
  });

  it('offers files where these are wanted', async () => {
    expect(await complete('bash', 'flotilla start file')).toEqual(['file-here']);
    expect(await complete('bash', 'flotilla start --config=file')).toEqual(['file-here']);
  });
});

describe('zsh', () => {
  it('shows candidates with what they mean', async () => {
    expect(await complete('zsh', 'flotilla status --x:y')).toEqual(['--x\\:y1', 'last---x\\:y', 'words-2:How many there are: some']);
    expect(await complete('zsh', 'flotilla status ')).toEqual(['1', 'last-', 'words-2:How many there are: some']);
  });

  it('offers files where these are wanted', async () => {
    expect(await complete('zsh', 'flotilla start file')).toEqual(['files']);
  });
});

describe('fish', () => {
  it('shows candidates with what they mean', async () => {
    expect(await complete('fish', 'flotilla status w')).toEqual(['w1', 'words-2\tHow many there are: some']);
    expect(await complete('fish', 'flotilla status ')).toEqual(['1', 'last-', 'words-2\tHow many there are: some']);
  });

  it('offers files where these are wanted', async () => {
    expect(await complete('fish', 'flotilla start file')).toEqual(['file-here']);
  });
});
