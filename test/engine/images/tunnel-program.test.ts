import {join} from 'node:path';
import {execa} from 'execa';
import {expect, it} from 'vitest';
import {readCatalogue} from '../../../src/images/catalogue.ts';
import {imagesFolder} from '../../../src/images/images-folder.ts';
import {findGo} from '../../../src/images/sources/go/go-toolchain.ts';
import {silentProgress} from '../../../src/progress/silent-progress.ts';

const {go} = await findGo((await readCatalogue()).go, {progress: silentProgress, signal: AbortSignal.timeout(300_000)});
const run = (...argv: readonly string[]) =>
  execa(go, argv, {cwd: join(imagesFolder(), 'tunnel'), env: {GOTOOLCHAIN: 'local', GOWORK: 'off', GOFLAGS: ''}, reject: false, all: true});

/** Laws of the plan among them: no address twice, kept ones stay, Local follows endpoints. */
it('the program of the tunnel passes its own tests', {timeout: 300_000}, async () => {
  const {exitCode, all} = await run('test', '-v', './...');
  expect(exitCode, all).toBe(0);
  expect(all).toMatch(/--- PASS: TestPlan\/no_address_is_given_twice/);
});

it('the program of the tunnel is written as Go is', {timeout: 300_000}, async () => {
  const {exitCode, all} = await run('vet', './...');
  expect(exitCode, all).toBe(0);
  const unformatted = await execa(join(go, '../gofmt'), ['-l', '.'], {cwd: join(imagesFolder(), 'tunnel'), reject: false});
  expect(unformatted.stdout).toBe('');
});
