import {setTimeout as delay} from 'node:timers/promises';
import type {Dial} from '../../network/forwarding/open-forward.ts';
import type {ServiceView} from './service-view.ts';

/** How long (ms) the nodes may take to learn of an endpoint that has just become ready; kube-proxy mostly needs one second. */
const patienceMs = 5000;

/** Waits until a connection is accepted, so that whoever reads the URL is not refused. Says whether it was. */
export async function awaitAnswer(tries: () => Promise<boolean>, signal: AbortSignal): Promise<boolean> {
  const started = performance.now();
  for (;;) {
    if (await tries()) return true;
    if (performance.now() - started > patienceMs) return false;
    await delay(100, undefined, {signal});
  }
}

/** Whether somebody accepts a connection at an address that this machine reaches. */
export const acceptsAt =
  ({host, port}: {readonly host: string; readonly port: number}, {vicinity, signal}: ServiceView) =>
  (): Promise<boolean> =>
    vicinity.isListening(host, port, signal);

/** Whether a connection can be opened. */
export const acceptsDial = (dial: Dial) => (): Promise<boolean> =>
  dial().then(
    (stream) => {
      stream.destroy();
      return true;
    },
    () => false,
  );
