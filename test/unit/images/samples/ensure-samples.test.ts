import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, it, vi} from 'vitest';
import type {ImageDetails, Images} from '../../../../src/engine/engine.ts';
import {ensureSamples} from '../../../../src/images/samples/ensure-samples.ts';
import {chosenSamples} from '../../../../src/images/samples/read-samples.ts';
import {recordProgress} from '../../../fakes/recorded-progress.ts';

/** A machine on which no image can be made: it has no programs. */
let empty: string;
beforeEach(() => {
  empty = mkdtempSync(join(tmpdir(), 't-samples-'));
  vi.stubEnv('PATH', empty);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(empty, {recursive: true});
});

/** With an engine that has some images, made here by an older recipe. */
async function ensure(has: (name: string) => boolean): Promise<readonly string[]> {
  const progress = recordProgress();
  const details = {labels: {'dev.flotilla.sample': 'busybox', 'dev.flotilla.sample.recipe': 'older'}} as unknown as ImageDetails;
  const images = {inspect: async (name: string) => (has(name) ? details : undefined)} as unknown as Images;
  const {signal} = new AbortController();
  await ensureSamples(await chosenSamples(['busybox']), {images, cacheDir: empty, progress, signal});
  return progress.told;
}

it('is content with images that are there where none can be made, and says so', async () =>
  expect((await ensure(() => true)).join('\n')).toContain('The images of busybox that the container engine has are used as they are'));

it('says what is missing where one of them is not', () =>
  expect(ensure((name) => !name.endsWith(':1.28'))).rejects.toMatchObject({id: 'E_TOOL_MISSING'}));
