import type {KubeApi} from '../../kube/kube-api.ts';
import {isKubeApiError, isTemporary} from '../../kube/kube-api-error.ts';
import type {HostState} from './node-status.ts';
import {isTimeout} from './probe-host.ts';

/** What the API server says of itself; `undefined` when it does not accept our credentials, or we not its certificate. */
export async function probeApiServer(api: KubeApi, signal: AbortSignal): Promise<HostState | undefined> {
  try {
    await api.getText('/readyz', {signal});
    return 'Running';
  } catch (error) {
    if (isTimeout(error)) return 'Error';
    if (!isKubeApiError(error)) throw error;
    if (!isTemporary(error)) return undefined;
    return error.status === 0 ? 'Stopped' : 'Error';
  } finally {
    api.close();
  }
}
