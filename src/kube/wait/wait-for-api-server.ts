import {pollUntil} from '../../async/poll-until.ts';
import type {KubeApi} from '../kube-api.ts';
import type {WaitOptions} from './wait-for-resources.ts';

/** Milliseconds; the API server has nothing to tell us before it listens. */
const probeEveryMs = 50;
const shortestProbeMs = 2000;
/** On a slow machine a handshake alone may take seconds: the longer we wait, the longer each question may take. */
const probeShare = 0.1;

/** Waits until the API server's `/readyz` says ok. @throws AppError E_TIMEOUT with the checks that fail. */
export async function waitForApiServer(api: KubeApi, {signal, timeoutMs}: WaitOptions): Promise<void> {
  const began = performance.now();
  const bounded = (within: AbortSignal) =>
    AbortSignal.any([within, AbortSignal.timeout(shortestProbeMs + Math.round((performance.now() - began) * probeShare))]);
  await pollUntil((within) => isReady(api, within, bounded(within)), {
    signal,
    timeoutMs,
    everyMs: probeEveryMs,
    what: `the Kubernetes API server ${api.server} to become ready`,
    diagnose: () => describeReadiness(api, bounded(signal)),
  });
}

async function isReady(api: KubeApi, whole: AbortSignal, probe: AbortSignal): Promise<true | undefined> {
  try {
    return (await api.readyz({signal: probe})) || undefined;
  } catch (error) {
    whole.throwIfAborted();
    if (!probe.aborted) throw error;
    return undefined;
  }
}

async function describeReadiness(api: KubeApi, signal: AbortSignal): Promise<readonly string[]> {
  const text = await api.getText('/readyz?verbose', {signal}).catch((error: Error) => error.message);
  const failing = text.split('\n').filter((line) => line.startsWith('[-]'));
  return failing.length > 0 ? failing : text.split('\n').slice(-3);
}
