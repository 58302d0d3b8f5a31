import {mkdir} from 'node:fs/promises';
import {availableParallelism} from 'node:os';
import {join} from 'node:path';
import {mapConcurrent} from '../../../async/map-concurrent.ts';
import {Semaphore} from '../../../async/semaphore.ts';
import type {Progress} from '../../../progress/progress.ts';
import {cached, exists} from '../../cached.ts';
import type {Component} from '../../catalogue.ts';
import {imagesFolder} from '../../images-folder.ts';
import type {BuiltBinary} from '../built-binary.ts';
import {buildGroup} from './build-group.ts';
import {type BuildGroup, planBuilds} from './build-plan.ts';
import {checkNeeds} from './check-needs.ts';
import {folderDigest} from './folder-digest.ts';
import type {GoToolchain} from './go-toolchain.ts';
import {prepareBuild} from './prepare-build.ts';

export interface BuildComponentsInput {
  /** All components of the catalogue at their versions. */
  readonly components: readonly Component[];
  /** Names of those that are needed now. */
  readonly wanted: ReadonlySet<string>;
}

export interface BuildComponentsDeps {
  readonly go: GoToolchain;
  readonly architecture: string;
  readonly cacheDir: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * Builds the wanted components from their Go modules, or finds them in the cache. Modules of all builds are fetched at once; at most
 * two builds run at a time, for each uses all processors but ends in a link step that uses one.
 * @throws AppError E_DOWNLOAD, E_IMAGE_BUILD, E_TOOL_MISSING.
 */
export async function buildComponents(input: BuildComponentsInput, deps: BuildComponentsDeps): Promise<BuiltBinary[]> {
  const {go, architecture, cacheDir, progress, signal} = deps;
  const groups = planBuilds({...input, goVersion: go.version, architecture, sourceDigests: await digestsOf(input.components)});
  const missing = await Promise.all(groups.map(async (group) => ((await exists(folderOf(group, cacheDir))) ? [] : [group])));
  await checkNeeds(missing.flat(), signal);
  const builders = new Semaphore(Math.min(2, availableParallelism()));
  await mapConcurrent(missing.flat(), {signal}, (group, scope) =>
    progress.step(`Building ${group.title} ${group.version}`, (step) =>
      cached(folderOf(group, cacheDir), async (output) => {
        step.update('fetching modules');
        const folder = `${output}-module`;
        await mkdir(folder, {recursive: true});
        const prepared = await prepareBuild(group, folder, go, scope);
        step.update('waiting for a processor');
        await builders.run(async () => {
          scope.throwIfAborted();
          step.update('compiling');
          await buildGroup(group, prepared, output, {go, architecture, step, signal: scope});
        });
      }),
    ),
  );
  return groups.flatMap((group) => binariesOf(group, cacheDir)).filter(({component}) => input.wanted.has(component));
}

function binariesOf(group: BuildGroup, cacheDir: string): BuiltBinary[] {
  return [...group.components].map(([binary, component]) => ({
    component,
    binary,
    file: join(folderOf(group, cacheDir), binary),
    key: group.key,
  }));
}

function folderOf({key}: BuildGroup, cacheDir: string): string {
  return join(cacheDir, 'binaries', key);
}

async function digestsOf(components: readonly Component[]): Promise<Record<string, string>> {
  const sources = components.flatMap(({go}) => (go?.source === undefined ? [] : [go.source]));
  return Object.fromEntries(await Promise.all(sources.map(async (source) => [source, await folderDigest(join(imagesFolder(), source))])));
}
