import {isAppError} from '../../errors/app-error.ts';
import type {Progress} from '../../progress/progress.ts';
import type {UserKubeconfig} from '../kubeconfig/user-kubeconfig.ts';

/** The current context, for showing: a kubeconfig that cannot be read has none, and is no reason not to list clusters. */
export function currentContextOrNone(kubeconfig: UserKubeconfig, progress: Progress): string | undefined {
  try {
    return kubeconfig.currentContext();
  } catch (error) {
    if (!isAppError(error, 'E_KUBECONFIG')) throw error;
    progress.warn(error.message);
    return undefined;
  }
}
