import {AppError} from '../errors/app-error.ts';

/** What a kernel has of a profile, and who wants it there. */
export interface Standing {
  readonly isLoaded: boolean;
  /** The content that this cluster, or this machine's user, had it loaded with. */
  readonly own?: string;
  /** The contents that other clusters of the same kernel keep. */
  readonly others: readonly {readonly cluster: string; readonly content: string}[];
}

export interface Wish {
  readonly name: string;
  readonly content: string;
  readonly replace: boolean;
  readonly force: boolean;
}

/** `share`: another cluster has loaded the same. */
export type Decision = 'load' | 'replace' | 'unchanged' | 'share';

/** What to do about a profile. @throws AppError E_APPARMOR_CONFLICT when it would change what is not ours to change. */
export function decide({name, content, replace, force}: Wish, {isLoaded, own, others}: Standing): Decision {
  // Also one that is not loaded at the moment: it will be when that cluster starts.
  const foreign = others.filter((other) => other.content !== content);
  if (!force) refuseForeign(name, foreign);
  if (!isLoaded) return 'load';
  if (own === content && foreign.length === 0) return 'unchanged';
  if (own === undefined && others.length > 0) return foreign.length > 0 ? 'replace' : 'share';
  if (own === undefined && !force) {
    throw conflict(`The profile ${name} is in the kernel already, and Flotilla did not load it: it is the host's own.`, [
      '--force replaces it, for the programs of the host too',
      'or load it under another name',
    ]);
  }
  if (own !== undefined && !replace && !force) {
    throw conflict(`The profile ${name} is loaded with another content or mode.`, ['--replace replaces it']);
  }
  return 'replace';
}

function refuseForeign(name: string, foreign: Standing['others']): void {
  if (foreign.length === 0) return;
  const keepers = foreign.map(({cluster}) => `the cluster "${cluster}"`).join(', ');
  throw conflict(`The profile ${name} is kept with another content by ${keepers}, and all nodes share one kernel.`, [
    '--force replaces it, for those clusters too',
    'or load it under another name',
  ]);
}

const conflict = (message: string, hints: readonly string[]): AppError => new AppError('E_APPARMOR_CONFLICT', message, {hints});
