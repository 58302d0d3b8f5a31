import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {presetNames} from '../../cluster/presets/preset-names.ts';
import {supportedKubernetesVersions} from '../../images/default-version.ts';
import {packageRoot} from '../package-root.ts';
import type {CompletionManifest} from './completion-manifest.ts';
import {type CompletionPlan, planCompletion} from './plan-completion.ts';
import type {ValueKind} from './value-kind.ts';

/** Tells the shell's script to offer no files. The protocol is that of kubectl's and docker's completion, so theirs can be passed on. */
const noFiles = 4;

/** Who knows the names that are no part of the program. */
export interface NameSource {
  profiles(): Promise<readonly string[]>;
  /** Of a cluster, or of the active one. */
  nodes(profile: string | undefined): Promise<readonly string[]>;
}

/** The lines that a shell's script reads: candidates with their description, then a directive. Whatever fails gives no candidates. */
export async function runCompletion(words: readonly string[], names: NameSource, manifest = readManifest()): Promise<string> {
  const plan = planCompletion(words, manifest);
  const values = await valuesOf(plan, names).catch(() => []);
  const all = [...plan.candidates, ...values.map((value) => ({value: `${plan.prefix}${value}`, description: ''}))];
  const fitting = all.filter(({value}) => value.startsWith(`${plan.prefix}${plan.typed}`));
  const lines = fitting.map(({value, description}) => (description === '' ? value : `${value}\t${description}`));
  return `${[...lines, `:${plan.kind === 'file' ? 0 : noFiles}`].join('\n')}\n`;
}

const readManifest = (): CompletionManifest => JSON.parse(readFileSync(join(packageRoot(), 'oclif.manifest.json'), 'utf8'));

async function valuesOf({kind, profile}: CompletionPlan, names: NameSource): Promise<readonly string[]> {
  const sources: Readonly<Record<ValueKind, () => Promise<readonly string[]> | readonly string[]>> = {
    profile: () => names.profiles(),
    node: () => names.nodes(profile),
    preset: () => presetNames(),
    version: () => supportedKubernetesVersions,
    file: () => [],
    nothing: () => [],
  };
  return sources[kind]();
}
