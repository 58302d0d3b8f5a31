import type {ContainerState} from '../../engine/engine.ts';

/** Words of minikube's `status`, which scripts compare with. */
export type HostState = 'Running' | 'Stopped' | 'Paused' | 'Starting' | 'Error' | 'Nonexistent' | 'InsufficientStorage';
export type ProcessState = HostState | 'Irrelevant';
export type EntryState = HostState | 'Configured' | 'Misconfigured' | 'Irrelevant';

export interface NodeStatus {
  readonly name: string;
  readonly worker: boolean;
  readonly host: HostState;
  readonly kubelet: HostState;
  /** `Irrelevant` on a worker. */
  readonly apiServer: ProcessState;
  /** `Irrelevant` on a worker. */
  readonly kubeconfig: EntryState;
  /** As Go writes durations; absent when no stop is scheduled. */
  readonly timeToStop?: string;
}

const hostStates: Readonly<Record<ContainerState, HostState>> = {
  created: 'Stopped',
  running: 'Running',
  paused: 'Paused',
  restarting: 'Starting',
  removing: 'Stopped',
  exited: 'Stopped',
  dead: 'Error',
};

/** The state of a node's host; without a container there is none, whatever its volume still holds. */
export const hostState = (container: {readonly state: ContainerState} | undefined): HostState =>
  container ? hostStates[container.state] : 'Nonexistent';

/** Everything on a host that does not run is in the state of the host. */
export const statusLike = (name: string, worker: boolean, host: HostState): NodeStatus => ({
  name,
  worker,
  host,
  kubelet: host,
  apiServer: host,
  kubeconfig: host,
});

/** A paused host goes on as it was; the kubeconfig has nothing to do with that. */
export const pausedStatus = (name: string, worker: boolean, kubeconfig: EntryState): NodeStatus => ({
  ...statusLike(name, worker, 'Paused'),
  ...(worker ? {apiServer: 'Irrelevant', kubeconfig: 'Irrelevant'} : {kubeconfig}),
});
