/** What `go mod edit -json` tells of a go.mod. */
export interface GoMod {
  readonly Go?: string;
  readonly Replace?: readonly {readonly Old: ModuleVersion; readonly New: ModuleVersion}[] | null;
  readonly Exclude?: readonly ModuleVersion[] | null;
}

interface ModuleVersion {
  readonly Path: string;
  readonly Version?: string;
}

export interface ThrowawayInput {
  readonly modules: readonly string[];
  readonly version: string;
  /** The go.mod of the first module, as JSON and as text: `godebug` lines are not in every Go's JSON. */
  readonly upstream: GoMod;
  readonly upstreamText: string;
  /** Version of the modules that upstream replaces by folders of its own tree; without it such replacements are dropped. */
  readonly localReplaces?: string;
}

/**
 * The go.mod of a main module that requires the real one. A module's own replacements, debug settings and language version only count
 * when it is the main module, so they are said again here: the programs then come out as upstream builds them.
 */
export function throwawayGoMod(input: ThrowawayInput): string {
  const {modules, version, upstream, upstreamText, localReplaces} = input;
  const replaces = (upstream.Replace ?? []).flatMap(({Old, New}) => {
    if (!/^\.\.?\//.test(New.Path)) return [`${spell(Old)} => ${spell(New)}`];
    return localReplaces ? [`${spell(Old)} => ${Old.Path} ${localReplaces}`] : [];
  });
  return [
    'module flotilla.invalid/build',
    `go ${upstream.Go ?? '1.24'}`,
    ...godebugLines(upstreamText),
    ...modules.map((module) => `require ${module} ${version}`),
    ...replaces.map((line) => `replace ${line}`),
    ...(upstream.Exclude ?? []).map((excluded) => `exclude ${spell(excluded)}`),
    '',
  ].join('\n');
}

function spell({Path, Version}: ModuleVersion): string {
  return Version ? `${Path} ${Version}` : Path;
}

function godebugLines(text: string): string[] {
  const block = /^godebug \(([^)]*)\)/m.exec(text)?.[1] ?? '';
  const inBlock = block
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const single = [...text.matchAll(/^godebug ([^(\s].*)$/gm)].map(([, setting = '']) => setting.trim());
  return [...inBlock, ...single].map((setting) => `godebug ${setting}`);
}
