import {pollUntil} from '../async/poll-until.ts';
import {AppError} from '../errors/app-error.ts';
import type {KubeApi} from '../kube/kube-api.ts';
import {Complaints} from './complaints.ts';
import type {Addon} from './read-addons.ts';
import {workloadState} from './workload-state.ts';

/** Waits until all programs of an addon are ready. @throws AppError E_ADDON_NOT_READY when waiting will not help, E_TIMEOUT. */
export async function waitUntilReady(
  addon: Addon,
  timeoutMs: number,
  {api, signal}: {readonly api: KubeApi; readonly signal: AbortSignal},
): Promise<void> {
  const complaints = new Complaints();
  let last = 'starting';
  await pollUntil<true>(
    async (within) => {
      const now = await workloadState(addon, api, within);
      if (now.state === 'ready') return true;
      last = now.reason;
      if (!complaints.believes(now, performance.now())) return undefined;
      throw new AppError('E_ADDON_NOT_READY', `The addon ${addon.name} is enabled and not ready: ${now.reason}.`, {
        hints: ['flotilla addons list'],
      });
    },
    {signal, timeoutMs, everyMs: 250, what: `the addon ${addon.name}`, diagnose: async () => [last], hints: ['flotilla addons list']},
  );
}
