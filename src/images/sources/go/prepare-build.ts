import {chmod, cp, readdir, readFile, writeFile} from 'node:fs/promises';
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
  readonly Dir: string;
  readonly GoMod: string;
  readonly Info: string;
}

/** Makes the main module of a build in an empty folder and fetches every module that the build will read. */
export async function prepareBuild(group: BuildGroup, folder: string, go: GoToolchain, signal: AbortSignal): Promise<PreparedBuild> {
  const options = {cwd: folder, signal, what: `Fetching ${group.title} ${group.version}`};
  const download = async (module: string): Promise<DownloadedModule> =>
    JSON.parse(await runGo(go, ['mod', 'download', '-json', module], {...options, env: {GOFLAGS: ''}})) as DownloadedModule;
  const {modules, source, copies = {}} = group.recipe;
  if (source !== undefined) {
    for (const [copy, module] of Object.entries(copies)) await copyModule((await download(module)).Dir, join(folder, copy));
    await cp(join(imagesFolder(), source), folder, {recursive: true});
    return {folder, date: ''};
  }
  const [main] = modules ?? [];
  if (main === undefined) throw new AppError('E_INTERNAL', `${group.title} names neither a module nor a source.`);
  const downloaded = await download(`${main}@${group.version}`);
  const upstream = JSON.parse(await runGo(go, ['mod', 'edit', '-json', downloaded.GoMod], options)) as GoMod;
  const goMod = throwawayGoMod({
    modules: modules ?? [],
    version: group.version,
    upstream,
    upstreamText: await readFile(downloaded.GoMod, 'utf8'),
    ...(group.recipe.localReplaces === undefined ? {} : {localReplaces: group.recipe.localReplaces}),
  });
  await writeFile(join(folder, 'go.mod'), goMod);
  // Listing all dependencies makes the go command fetch them, many at a time, without compiling anything.
  await runGo(go, ['list', '-deps', '-f', ' ', `-tags=${group.recipe.tags.join(',')}`, ...Object.values(group.recipe.packages)], options);
  const {Time} = JSON.parse(await readFile(downloaded.Info, 'utf8')) as {readonly Time: string};
  return {folder, date: Time};
}

/** Modules in Go's cache cannot be written to; a copy can. */
async function copyModule(from: string, to: string): Promise<void> {
  await cp(from, to, {recursive: true});
  const entries = await readdir(to, {recursive: true, withFileTypes: true});
  for (const entry of entries) await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
  await chmod(to, 0o755);
}
