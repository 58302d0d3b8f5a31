import {cpSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {afterAll, describe, expect, it} from 'vitest';
import {readCatalogue} from '../../../src/images/catalogue.ts';
import {imagesFolder} from '../../../src/images/images-folder.ts';
import {findGo} from '../../../src/images/sources/go/go-toolchain.ts';
import {silentProgress} from '../../../src/progress/silent-progress.ts';

const {go} = await findGo((await readCatalogue()).go, {progress: silentProgress, signal: AbortSignal.timeout(300_000)});

/** Programs of ours in Go, with the name of a test of each: of the tunnel, one of the laws of the plan. */
describe.each([
  ['tunnel', 'TestPlan/no_address_is_given_twice'],
  ['image-service', 'TestPullImage/loaded,_another_one_breaks'],
])('the program %s', (program, known) => {
  /** A copy: the go command completes go.mod, which names direct needs only. */
  const folder = mkdtempSync(join(tmpdir(), `t-${program}-`));
  cpSync(join(imagesFolder(), program), folder, {recursive: true});
  afterAll(() => rmSync(folder, {recursive: true}));
  const env = {GOTOOLCHAIN: 'local', GOWORK: 'off', GOFLAGS: '-mod=mod'};
  const run = (...argv: readonly string[]) => execa(go, argv, {cwd: folder, env, reject: false, all: true});

  it('passes its own tests', {timeout: 300_000}, async () => {
    const {exitCode, all} = await run('test', '-v', './...');
    expect(exitCode, all).toBe(0);
    expect(all).toContain(`--- PASS: ${known}`);
  });

  it('is written as Go is', {timeout: 300_000}, async () => {
    const {exitCode, all} = await run('vet', './...');
    expect(exitCode, all).toBe(0);
    const unformatted = await execa(join(go, '../gofmt'), ['-l', '.'], {cwd: folder, reject: false});
    expect(unformatted.stdout).toBe('');
  });
});
