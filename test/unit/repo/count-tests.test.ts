import {execFile} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {repo} from './project-files.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flotilla-count-'));
});
afterAll(() => rm(folder, {recursive: true}));

interface TestFile {
  readonly status: 'passed' | 'failed';
  readonly assertionResults: readonly {readonly status: string}[];
}

async function count(testResults: readonly TestFile[], exitCode: number): Promise<string> {
  const file = join(folder, 'report.json');
  const numPassedTests = testResults.flatMap(({assertionResults}) => assertionResults).filter(({status}) => status === 'passed').length;
  await writeFile(file, JSON.stringify({numPassedTests, testResults}));
  const {stdout} = await promisify(execFile)(process.execPath, [join(repo, 'bin/lib/count-tests.mjs'), file, String(exitCode)]);
  return stdout;
}

const passed = {status: 'passed'};
const failed = {status: 'failed'};

it('counts tests', async () => {
  expect(await count([{status: 'passed', assertionResults: [passed, passed]}], 0)).toBe('2 0\n');
  expect(await count([{status: 'failed', assertionResults: [passed, failed, failed]}], 1)).toBe('1 2\n');
});

it('counts a file that cannot be loaded as one failure', async () => {
  const files: TestFile[] = [
    {status: 'failed', assertionResults: []},
    {status: 'passed', assertionResults: [passed]},
  ];
  expect(await count(files, 1)).toBe('1 1\n');
});

it('counts an error outside of every test as one failure', async () => {
  expect(await count([{status: 'passed', assertionResults: [passed]}], 1)).toBe('1 1\n');
});

it('fails without a report, so that its caller counts a failure', async () => {
  const missing = promisify(execFile)(process.execPath, [join(repo, 'bin/lib/count-tests.mjs'), join(folder, 'none.json'), '1']);
  await expect(missing).rejects.toMatchObject({code: 1});
});
