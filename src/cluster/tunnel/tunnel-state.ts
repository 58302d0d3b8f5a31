import type {Engine} from '../../engine/engine.ts';

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

/** How its last line begins when it could not take its addresses out of Services; the reason follows. images/tunnel/main.go prints it. */
const uncleanWords = 'not cleaned: ';

/** Asks a running tunnel by its container's name or id; `undefined` when it does not answer. */
export async function askTunnel(container: string, engine: Engine, signal: AbortSignal): Promise<TunnelState | undefined> {
  const {exitCode, stdout} = await engine.containers.exec(container, [programPath, 'state'], {signal});
  return exitCode === 0 ? (JSON.parse(stdout.toString()) as TunnelState) : undefined;
}

/** Why a tunnel that has ended left its addresses in Services, from its last words; undefined when it did not. */
export async function whyLeft(container: string, engine: Engine, signal: AbortSignal): Promise<string | undefined> {
  const words = await engine.containers.logs(container, {signal, tail: 1});
  return words.startsWith(uncleanWords) ? words.slice(uncleanWords.length).trim() : undefined;
}
