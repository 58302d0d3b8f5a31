import {cp, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {AppError} from '../../../errors/app-error.ts';
import {imagesFolder} from '../../images-folder.ts';
import type {BuildGroup} from './build-plan.ts';
import type {GoToolchain} from './go-toolchain.ts';
import {runGo} from './run-go.ts';
import {type GoMod, throwawayGoMod} from './throwaway-module.ts';

export interface PreparedBuild {
  /** Folder of the main module. */
  readonly folder: string;
  /** When the version was released, RFC 3339: a build date that does not change from build to build. */
  readonly date: string;
}

/** What `go mod download -json` tells. */
interface DownloadedModule {
  readonly GoMod: string;
  readonly Info: string;
}

/** Makes the main module of a build in an empty folder and fetches every module that the build will read. */
export async function prepareBuild(group: BuildGroup, folder: string, go: GoToolchain, signal: AbortSignal): Promise<PreparedBuild> {
  const options = {cwd: folder, signal, what: `Fetching ${group.title} ${group.version}`};
  const {modules, source} = group.recipe;
  if (source !== undefined) {
    await cp(join(imagesFolder(), source), folder, {recursive: true});
    return {folder, date: ''};
  }
  const [main] = modules ?? [];
  if (main === undefined) throw new AppError('E_INTERNAL', `${group.title} names neither a module nor a source.`);
  const answer = await runGo(go, ['mod', 'download', '-json', `${main}@${group.version}`], {...options, env: {GOFLAGS: ''}});
  const downloaded = JSON.parse(answer) as DownloadedModule;
  const upstream = JSON.parse(await runGo(go, ['mod', 'edit', '-json', downloaded.GoMod], options)) as GoMod;
  const goMod = throwawayGoMod({
    modules: modules ?? [],
    version: group.version,
    upstream,
    upstreamText: await readFile(downloaded.GoMod, 'utf8'),
    ...(group.recipe.localReplaces === undefined ? {} : {localReplaces: group.recipe.localReplaces}),
    ...(group.recipe.replaces === undefined ? {} : {replaces: group.recipe.replaces}),
  });
  await writeFile(join(folder, 'go.mod'), goMod);
  // Listing all dependencies makes the go command fetch them, many at a time, without compiling anything.
  await runGo(go, ['list', '-deps', '-f', ' ', `-tags=${group.recipe.tags.join(',')}`, ...Object.values(group.recipe.packages)], options);
  const {Time} = JSON.parse(await readFile(downloaded.Info, 'utf8')) as {readonly Time: string};
  return {folder, date: Time};
}
