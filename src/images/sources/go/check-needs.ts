import {execa} from 'execa';
import {AppError} from '../../../errors/app-error.ts';
import type {BuildGroup} from './build-plan.ts';

interface Missing {
  /** What is to be built. */
  readonly title: string;
  readonly what: string;
  /** Debian's package that brings it. */
  readonly package: string;
}

/** Looks for the C compiler and libraries that some builds need, before anything is built. @throws AppError E_TOOL_MISSING. */
export async function checkNeeds(groups: readonly BuildGroup[], signal: AbortSignal): Promise<void> {
  const missing: Missing[] = [];
  for (const {title, need} of groups.flatMap(({title, recipe}) => recipe.needs.map((need) => ({title, need})))) {
    const [program, ...argv] = 'program' in need ? [need.program, '--version'] : ['pkg-config', '--exists', need.library];
    const {failed} = await execa(program ?? '', argv, {cancelSignal: signal, reject: false});
    signal.throwIfAborted();
    if (failed) missing.push({title, what: 'program' in need ? need.program : `the C library ${need.library}`, package: need.package});
  }
  if (missing.length === 0) return;
  const titles = distinct(missing, 'title').join(', ');
  throw new AppError('E_TOOL_MISSING', `To build ${titles} from source, these are missing: ${distinct(missing, 'what').join(', ')}.`, {
    hints: [`apt-get install ${distinct(missing, 'package').join(' ')}`],
  });
}

function distinct(missing: readonly Missing[], field: keyof Missing): string[] {
  return [...new Set(missing.map((one) => one[field]))];
}
