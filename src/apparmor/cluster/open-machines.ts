import {type NodeShellDeps, openNodeShell, type Transport} from '../../cluster/access/node-shell.ts';
import {isRunning, nodeRef} from '../../cluster/access/running-node.ts';
import type {DecidedSpec} from '../../cluster/plan/cluster-plan.ts';
import {lockAppArmor} from '../../cluster/state/cluster-lock.ts';
import {requireCluster} from '../../cluster/state/cluster-state.ts';
import {findNode} from '../../cluster/status/find-node.ts';
import type {Engine} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import type {InteractiveShell} from '../../node/shell.ts';
import type {Progress} from '../../progress/progress.ts';
import type {Machine} from '../machine.ts';
import {requireEngineSupport} from './engine-support.ts';
import type {ClusterTarget} from './load-on-cluster.ts';

export interface ClusterMachines extends ClusterTarget, AsyncDisposable {
  readonly spec: DecidedSpec | undefined;
  /** Nodes that do not run; they load what the cluster keeps when they start. */
  readonly others: readonly string[];
  /** Keeps other commands from changing profiles of this kernel while it is held. */
  lock(): Promise<AsyncDisposable>;
}

export interface OpenDeps extends NodeShellDeps {
  readonly engine: Engine;
  readonly progress: Progress;
}

/**
 * The running nodes of a cluster.
 * @throws AppError E_APPARMOR_UNSUPPORTED before anything else, E_CLUSTER_NOT_FOUND, E_NOT_RUNNING.
 */
export async function openClusterMachines(
  {cluster, nodes, transport}: {readonly cluster: string; readonly nodes: readonly string[] | undefined; readonly transport: Transport},
  deps: OpenDeps,
): Promise<ClusterMachines> {
  const {engine, signal} = deps;
  await requireEngineSupport(engine, {signal});
  const state = await requireCluster(engine, cluster, {signal});
  const refs = state.nodes.map((node) => nodeRef(state, node));
  const wanted = nodes ? nodes.map((name) => nodeRef(state, findNode(state, name))) : refs;
  const running = wanted.filter(isRunning);
  const shells: InteractiveShell[] = [];
  const open = async (ref: (typeof refs)[number]): Promise<Machine> => {
    const shell = await openNodeShell(ref, transport, deps);
    shells.push(shell);
    return {name: ref.node.name, isRoot: true, shell};
  };
  const [first, ...rest] = await Promise.all(running.map(open));
  if (!first || (nodes && running.length < nodes.length)) {
    const down = wanted.filter((ref) => !isRunning(ref)).map(({node}) => node.name);
    throw new AppError('E_NOT_RUNNING', `${down.join(', ') || `The cluster "${cluster}"`} ${down.length > 1 ? 'do' : 'does'} not run.`, {
      hints: [`flotilla start -p ${cluster}`],
    });
  }
  const controlPlane = refs.find((ref) => isRunning(ref) && ref.node.spec.role === 'control-plane');
  return {
    cluster,
    engine,
    spec: state.spec,
    machines: [first, ...rest],
    ...(controlPlane ? {controlPlane: {name: controlPlane.node.name, isRoot: true, shell: deps.execShell(controlPlane.node.name)}} : {}),
    others: wanted.filter((ref) => !isRunning(ref)).map(({node}) => node.name),
    lock: () => lockAppArmor({...deps, timeoutMs: 60_000}),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(shells.map((shell) => shell[Symbol.asyncDispose]()));
    },
  };
}
