import {mkdir, rename} from 'node:fs/promises';
import {join, posix} from 'node:path';
import type {Step} from '../../../progress/progress.ts';
import {fillTemplate} from '../../fill-template.ts';
import type {BuildGroup} from './build-plan.ts';
import type {GoToolchain} from './go-toolchain.ts';
import type {PreparedBuild} from './prepare-build.ts';
import {runGo} from './run-go.ts';

export interface BuildGroupDeps {
  readonly go: GoToolchain;
  readonly architecture: string;
  readonly step: Step;
  readonly signal: AbortSignal;
}

/** Runs one `go build` for all programs of a group and puts them into `output` under their names. */
export async function buildGroup(group: BuildGroup, prepared: PreparedBuild, output: string, deps: BuildGroupDeps): Promise<void> {
  const {recipe} = group;
  const ldflags = ['-s -w', ...recipe.ldflags.map((flag) => fillTemplate(flag, {date: prepared.date}))].join(' ');
  await mkdir(output, {recursive: true});
  let compiled = 0;
  await runGo(
    deps.go,
    [
      'build',
      '-v',
      '-trimpath',
      `-tags=${recipe.tags.join(',')}`,
      `-ldflags=${ldflags}`,
      `-o=${output}/`,
      ...Object.values(recipe.packages),
    ],
    {
      cwd: prepared.folder,
      env: {CGO_ENABLED: recipe.cgo ? '1' : '0', GOARCH: deps.architecture},
      signal: deps.signal,
      what: `Building ${group.title} ${group.version}`,
      onLine: (line) => {
        if (/^go: /.test(line)) return;
        compiled += 1;
        if (compiled % 20 === 0) deps.step.update(`${compiled} packages compiled`);
      },
    },
  );
  for (const [binary, path] of Object.entries(recipe.packages)) {
    const built = builtName(path);
    if (built !== undefined && built !== binary) await rename(join(output, built), join(output, binary));
  }
}

/** What `go build` calls a program: the last part of its path, a major version excepted. Undefined for a folder of our own. */
export function builtName(packagePath: string): string | undefined {
  if (packagePath === '.') return undefined;
  const name = posix.basename(packagePath);
  return /^v\d+$/.test(name) ? posix.basename(posix.dirname(packagePath)) : name;
}
