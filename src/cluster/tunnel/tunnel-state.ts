import type {Engine} from '../../engine/engine.ts';
import {tunnelName} from './tunnel-container.ts';

/** A Service of type LoadBalancer, as the tunnel sees it. */
export interface TunnelService {
  readonly namespace: string;
  readonly name: string;
  /** Where it is reached from inside. */
  readonly clusterIP: string;
  readonly addresses: readonly string[];
  readonly ports: readonly {readonly name?: string; readonly port: number; readonly protocol: string}[];
  /** Nodes that the addresses lead to, in the order of the addresses; empty for one that leads nowhere now. */
  readonly nodes: readonly string[];
  /** Why it has not got what it asked for. */
  readonly problem?: string;
}

/** What the tunnel tells of itself. */
export interface TunnelState {
  readonly ready: boolean;
  /** How many terminals follow it. */
  readonly followers: number;
  /** Why the API server is not heard. */
  readonly problem?: string;
  readonly services: readonly TunnelService[];
}

export const programPath = '/usr/local/bin/flotilla-tunnel';

/** Asks a running tunnel; `undefined` when it does not answer. */
export async function askTunnel(cluster: string, engine: Engine, signal: AbortSignal): Promise<TunnelState | undefined> {
  const {exitCode, stdout} = await engine.containers.exec(tunnelName(cluster), [programPath, 'state'], {signal});
  return exitCode === 0 ? (JSON.parse(stdout.toString()) as TunnelState) : undefined;
}
