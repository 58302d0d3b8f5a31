import {connect} from 'node:net';

/** Whether somebody accepts connections on a TCP port; false also when no answer comes in time. */
export function isListening(host: string, port: number, {signal, timeoutMs}: {readonly signal: AbortSignal; readonly timeoutMs: number}) {
  return new Promise<boolean>((resolve) => {
    const socket = connect({host, port, signal});
    const settle = (answer: boolean) => (): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(timeoutMs, settle(false));
    socket.once('connect', settle(true));
    socket.on('error', settle(false));
  });
}
