import {AppError} from '../../errors/app-error.ts';
import type {KubeApi} from '../../kube/kube-api.ts';
import {removeHelpersOf} from '../helpers/remove-helpers-of.ts';
import {nodeAddress} from '../plan/addresses.ts';
import {controlPlanesOf} from '../plan/api-access.ts';
import type {DecidedSpec} from '../plan/cluster-plan.ts';
import {volumeName} from '../plan/names.ts';
import type {StartDeps} from '../start/start-deps.ts';
import type {ClusterState, NodeState} from '../state/cluster-state.ts';
import {podsOn, removePods} from './drain-node.ts';
import {isRunning} from './running.ts';

/**
 * Removes all that there is of a node. The volume goes last: as long as it is there, so is the node, and all of this can be done again.
 * @throws AppError E_NODE_COMMAND when etcd refuses to let a member go.
 */
export async function removeNode(
  node: NodeState,
  remaining: ClusterState,
  spec: DecidedSpec,
  api: KubeApi,
  deps: StartDeps,
): Promise<void> {
  const {engine, signal} = deps;
  const {name, container} = node;
  if (node.spec.role === 'control-plane') {
    await forgetMember(node, remaining, spec, deps);
    // Told to end, an API server takes itself off the list of those that answer; killed, it stays there for 15 s.
    if (container && isRunning(node)) await engine.containers.stop(name, {signal, timeoutSeconds: 10});
  }
  if (container) await engine.containers.remove(name, {signal});
  await removeHelpersOf(name, remaining.name, engine, {signal});
  await api.delete({apiVersion: 'v1', kind: 'Node', name}, {signal});
  await removePods(await podsOn(name, api, signal), api, signal);
  await engine.volumes.remove(volumeName(name), {signal});
}

async function forgetMember(
  node: NodeState,
  remaining: ClusterState,
  {networking}: DecidedSpec,
  {shellOf, signal}: StartDeps,
): Promise<void> {
  const others = controlPlanesOf(remaining.nodes) as readonly NodeState[];
  const other = others.find(isRunning);
  if (!other) {
    throw new AppError('E_NOT_RUNNING', `No other control plane runs that could take ${node.name} out of etcd.`, {
      hints: [`flotilla start -p ${remaining.name}`],
    });
  }
  await shellOf(other.name).run(['/usr/local/lib/flotilla/forget-etcd-member', nodeAddress(networking.subnet, node.index)], {signal});
}
