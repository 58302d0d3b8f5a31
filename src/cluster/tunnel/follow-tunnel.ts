import {once} from 'node:events';
import {setTimeout as delay} from 'node:timers/promises';
import type {Engine} from '../../engine/engine.ts';
import {LineSplitter} from '../logs/line-splitter.ts';
import {programPath, type TunnelState} from './tunnel-state.ts';

export interface FollowTunnelInput {
  /** Id of the container: its name may be that of another tunnel by now, as after a laptop has slept. */
  readonly container: string;
  onState(state: TunnelState): void;
  /** The connection to the engine broke and is tried again. */
  onBreak(reason: string): void;
}

/** How long a tunnel may take to clean up. */
const cleanMs = 15_000;

/**
 * Holds the tunnel as long as this command runs: it ends when nobody has followed it for some seconds. A connection that breaks, as when a
 * laptop sleeps, is made again. Returns when the tunnel was ended elsewhere; when the signal aborts, the tunnel is ended and has cleaned up.
 */
export async function followTunnel(input: FollowTunnelInput, engine: Engine, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const container = await engine.containers.inspect(input.container, {signal});
      if (container?.state !== 'running') return;
      await followOnce(input, engine, signal);
    } catch (error) {
      if (!signal.aborted) input.onBreak(error instanceof Error ? error.message : String(error));
    }
    await delay(500, undefined, {signal}).catch(() => {});
  }
}

async function followOnce({container, onState}: FollowTunnelInput, engine: Engine, signal: AbortSignal): Promise<void> {
  // The connection must outlive the signal: by it the tunnel is told to clean up.
  const end = new AbortController();
  const stream = await engine.containers.connect(container, [programPath, 'follow'], {signal: end.signal});
  const quit = (): void => {
    stream.write('quit\n');
    setTimeout(() => end.abort(), cleanMs).unref();
  };
  signal.addEventListener('abort', quit, {once: true});
  if (signal.aborted) quit();
  try {
    stream.pipe(new LineSplitter((line) => onState(JSON.parse(line) as TunnelState)));
    await once(stream, 'close');
  } finally {
    signal.removeEventListener('abort', quit);
    stream.destroy();
  }
}
