import {isAppError} from '../../errors/app-error.ts';
import type {KubeApi} from '../../kube/kube-api.ts';
import {isKubeApiError, isTemporary} from '../../kube/kube-api-error.ts';
import type {Shell} from '../../node/shell.ts';
import {apiServerPort} from '../plan/names.ts';
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

/** The same from inside the node, which anybody may ask, where its address cannot be reached from here. */
export async function askForApiServer(shell: Shell, signal: AbortSignal): Promise<HostState> {
  const ask = `curl -sk --max-time 4 -o /dev/null -w '%{http_code}' https://localhost:${apiServerPort}/readyz`;
  try {
    return stateOfStatus((await shell.tryRun(['sh', '-c', ask], {signal})).stdout.trim());
  } catch (error) {
    if (isAppError(error) || isTimeout(error)) return 'Error';
    throw error;
  }
}

/** curl says 000 when nobody answers. */
export function stateOfStatus(httpStatus: string): HostState {
  if (httpStatus === '200') return 'Running';
  return httpStatus === '000' || httpStatus === '' ? 'Stopped' : 'Error';
}
