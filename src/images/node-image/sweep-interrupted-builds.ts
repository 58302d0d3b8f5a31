import {readdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import type {Engine} from '../../engine/engine.ts';
import {buildFolders} from '../prune-cache.ts';
import {builderLabel} from './bake-image.ts';
import {plainRepository} from './node-image.ts';

/** What interrupted builds left: builder containers, images they were made of, half-written entries of the cache. Call it under the build lock only. */
export async function sweepInterruptedBuilds(engine: Engine, cacheDir: string, signal: AbortSignal): Promise<void> {
  const builders = await engine.containers.list({[builderLabel]: true}, {signal});
  for (const {name} of builders.filter((container) => container.name.startsWith('flotilla-image-builder-'))) {
    await engine.containers.remove(name, {signal});
  }
  const images = await engine.images.list({}, {signal});
  for (const tag of images.flatMap(({tags}) => tags).filter((name) => name.startsWith(`${plainRepository}:`))) {
    await engine.images.remove(tag, {signal}).catch(() => {});
  }
  for (const folder of buildFolders) {
    const entries = await readdir(join(cacheDir, folder)).catch(() => []);
    for (const entry of entries.filter((name) => name.includes('.partial-'))) {
      await rm(join(cacheDir, folder, entry), {recursive: true, force: true});
    }
  }
}
