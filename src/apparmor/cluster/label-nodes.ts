import type {CallOptions} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import {lastLines} from '../../node/last-lines.ts';
import {asRoot, type Machine} from '../machine.ts';

const prefix = 'apparmor.flotilla.dev/';

/** The label of a profile on nodes. Names of labels have fewer characters than those of profiles. */
export function profileLabel(name: string): string {
  const plain = name.replaceAll(/[^A-Za-z0-9_.-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '');
  return `${prefix}${plain.slice(0, 63).replace(/[^A-Za-z0-9]+$/, '') || 'profile'}`;
}

/**
 * Marks the nodes of a cluster with the profiles that its kernel has, for node selectors: the value is the mode, or nothing for a profile
 * that is gone. All nodes share one kernel, so all of them get the same labels.
 * @throws AppError E_APPARMOR.
 */
export async function labelNodes(
  modes: ReadonlyMap<string, string | undefined>,
  controlPlane: Machine | undefined,
  options: CallOptions,
): Promise<void> {
  if (modes.size === 0 || !controlPlane) return;
  const words = [...modes].map(([name, mode]) => (mode === undefined ? `${profileLabel(name)}-` : `${profileLabel(name)}=${mode}`));
  const script = 'KUBECONFIG=/etc/kubernetes/admin.conf exec kubectl label nodes --all --overwrite "$@"';
  const {exitCode, stderr} = await asRoot(controlPlane, script, words, options);
  if (exitCode === 0) return;
  throw new AppError('E_APPARMOR', 'The profiles are loaded, and the nodes could not be labelled.', {
    details: lastLines(stderr, 3),
    hints: ['flotilla start labels them'],
  });
}
