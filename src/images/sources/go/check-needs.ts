import {execa} from 'execa';
import {AppError} from '../../../errors/app-error.ts';
import type {BuildGroup} from './build-plan.ts';

/** Looks for the C compiler and libraries that some builds need, before anything is built. @throws AppError E_TOOL_MISSING. */
export async function checkNeeds(groups: readonly BuildGroup[], signal: AbortSignal): Promise<void> {
  const missing: {readonly what: string; readonly package: string}[] = [];
  for (const need of groups.flatMap(({recipe}) => recipe.needs)) {
    const [program, ...argv] = 'program' in need ? [need.program, '--version'] : ['pkg-config', '--exists', need.library];
    const {failed} = await execa(program ?? '', argv, {cancelSignal: signal, reject: false});
    signal.throwIfAborted();
    if (failed) missing.push({what: 'program' in need ? need.program : `the C library ${need.library}`, package: need.package});
  }
  if (missing.length === 0) return;
  throw new AppError('E_TOOL_MISSING', `To build runc from source, these are missing: ${missing.map(({what}) => what).join(', ')}.`, {
    hints: [`apt-get install ${missing.map((need) => need.package).join(' ')}`],
  });
}
