import {nodeImageLabel} from '../../images/node-image/node-image.ts';
import type {KubeApi} from '../../kube/kube-api.ts';
import type {KubeNode} from '../../kube/kube-types.ts';
import {isNodeReady} from '../../kube/wait/wait-for-nodes.ts';
import {waitForResources} from '../../kube/wait/wait-for-resources.ts';
import {cordon, endCordons, uncordon} from '../nodes/cordon.ts';
import {drainNode} from '../nodes/drain-node.ts';
import {runningNodes} from '../nodes/running.ts';
import {stateFolder} from '../plan/names.ts';
import {type Converged, type ConvergeInput, converge} from '../start/converge.ts';
import {disposableApi, type StartDeps} from '../start/start-deps.ts';
import {type ClusterState, type NodeState, requireCluster} from '../state/cluster-state.ts';
import {imageAliases} from './image-aliases.ts';
import {upgradeSystem} from './upgrade-system.ts';
import {nodeVersion, outdatedNodes} from './versions.ts';

const drainHints = [
  'flotilla start with the same --kubernetes-version goes on with this node; --wait-timeout gives pods more time',
  'flotilla kubectl -- get poddisruptionbudgets -A shows what keeps them',
];

/**
 * Brings all nodes to the version of the specification, one after the other, control planes first: each is drained where its pods have
 * somewhere to go, its container is made again from the newer image, and its volume stays. Interrupted, it goes on where it was.
 * @throws AppError E_TIMEOUT when pods stay or a node does not come back, or what starting a cluster throws.
 */
export async function upgradeNodes(input: ConvergeInput, converged: Converged, deps: StartDeps): Promise<Converged> {
  const {spec, image} = input;
  let result = converged;
  // The cordon of an upgrade that was interrupted would leave the pods of the next node nowhere to go.
  await withApi(converged, deps, (api) => endCordons(api, deps.signal));
  for (;;) {
    const state = await requireCluster(deps.engine, spec.name, deps);
    const [node] = outdatedNodes(state, spec.kubernetesVersion);
    if (!node) break;
    const title = `Upgrading node ${node.name} from ${nodeVersion(node)} to ${spec.kubernetesVersion}`;
    // The nodes as they are now: some that were lost may have been made again meanwhile.
    result = await deps.progress.step(title, () => upgradeNode(node, {...input, state, nodes: state.nodes}, result, deps));
  }
  await withApi(result, deps, (api) => upgradeSystem(image.contents, api, deps.signal));
  return result;
}

async function withApi(converged: Converged, deps: StartDeps, body: (api: KubeApi) => Promise<void>): Promise<void> {
  using api = disposableApi(deps.kubeApi(converged.entry));
  await body(api.api);
}

async function upgradeNode(
  node: NodeState,
  input: ConvergeInput & {readonly state: ClusterState},
  {entry}: Converged,
  deps: StartDeps,
): Promise<Converged> {
  const {state, spec, image, timeoutMs} = input;
  const {name} = node;
  const {signal} = deps;
  {
    using api = disposableApi(deps.kubeApi(entry));
    if (state.nodes.length > 1) {
      await cordon(name, 'upgrade', api.api, signal);
      try {
        await drainNode(name, api.api, {signal, timeoutMs, force: false, keepIrreplaceable: true, hints: drainHints});
      } catch (error) {
        await uncordon(name, api.api, AbortSignal.timeout(5000)).catch(() => {});
        throw error;
      }
    }
  }
  const older = JSON.parse(node.container?.labels[nodeImageLabel.contents] ?? '[]') as string[];
  const aliases = {path: `${stateFolder}/image-aliases`, content: imageAliases(older, image.contents)};
  await deps.shellOf(name).write([aliases], {signal});
  const active = new Set([...runningNodes(state), name]);
  const converged = await converge({...input, active, replace: new Set([name])}, deps);
  using api = disposableApi(deps.kubeApi(converged.entry));
  await waitForVersion(name, spec.kubernetesVersion, api.api, {signal, timeoutMs});
  await uncordon(name, api.api, signal);
  return converged;
}

async function waitForVersion(
  name: string,
  version: string,
  api: KubeApi,
  options: {signal: AbortSignal; timeoutMs: number},
): Promise<void> {
  await waitForResources<KubeNode, true>(
    api,
    {apiVersion: 'v1', kind: 'Node', fieldSelector: `metadata.name=${name}`},
    {
      ...options,
      what: `the node ${name} to be Ready with ${version}`,
      probe: ([node]) => (node && isNodeReady(node) && node.status?.nodeInfo?.kubeletVersion === version) || undefined,
      diagnose: async ([node]) => [`its kubelet reports ${node?.status?.nodeInfo?.kubeletVersion ?? 'no version'}`],
    },
  );
}
