import {dialTcp} from '../../network/forwarding/dial-tcp.ts';
import {requireSpec} from '../kubeconfig/require-spec.ts';
import type {Door} from '../remote/door.ts';
import {type ReachDeps, reachesNodes} from '../remote/reaches-nodes.ts';
import {otherPort} from '../services/forward-notes.ts';
import {requireCluster} from '../state/cluster-state.ts';
import type {TunnelDeps} from './open-tunnel.ts';
import {type ForwardedPort, TunnelForwards} from './tunnel-forwards.ts';

/** Whether this machine reaches the addresses of Services: where it reaches nodes. */
export async function reachesAddresses(cluster: string, deps: Pick<TunnelDeps, 'engine'> & ReachDeps): Promise<boolean> {
  const state = await requireCluster(deps.engine, cluster, deps);
  const running = state.nodes.filter(({container}) => container?.state === 'running');
  return reachesNodes(requireSpec(state).networking.subnet, running, deps);
}

export interface ForwardTunnelInput {
  readonly cluster: string;
  readonly bindAddress: string;
  readonly reaches: boolean;
  onPort(event: {readonly type: 'port' | 'port-closed'} & ForwardedPort): void;
}

export interface ForwardTunnelDeps extends Pick<TunnelDeps, 'progress' | 'signal'> {
  door(cluster: string): Door;
}

/** Ports of this machine that lead to Services, straight to their addresses where it reaches those, else through the engine's connection. */
export function forwardTunnel(input: ForwardTunnelInput, {door: makeDoor, progress, signal}: ForwardTunnelDeps): TunnelForwards {
  const {cluster, bindAddress, reaches, onPort} = input;
  const door = makeDoor(cluster);
  const opened = new Map<number, string>();
  const forwards = new TunnelForwards({
    bindAddress,
    dial: ({addresses, clusterIP}, port) => (reaches ? dialTcp(addresses[0] ?? '', port) : door.dial({host: clusterIP, port}, signal)),
    onOpen: (port) => {
      onPort({type: 'port', ...port});
      const {address, insteadOf} = port.forward;
      opened.set(port.forward.port, `${port.namespace}/${port.name}`);
      if (!insteadOf) return;
      const ours = opened.get(insteadOf.port);
      if (ours !== undefined)
        progress.note(`Port ${insteadOf.port} of ${address} leads to ${ours} already; it is ${port.forward.port} instead.`);
      else void otherPort(address, port.forward, insteadOf).then((sentence) => progress.note(sentence));
    },
    onClose: (port) => {
      opened.delete(port.forward.port);
      onPort({type: 'port-closed', ...port});
    },
    onTrouble: (sentence) => {
      if (!signal.aborted) progress.warn(sentence);
    },
  });
  return Object.assign(forwards, {
    [Symbol.asyncDispose]: async () => {
      await forwards.follow([]);
      await door[Symbol.asyncDispose]();
    },
  });
}
