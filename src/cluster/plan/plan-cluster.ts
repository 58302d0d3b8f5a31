import {AppError} from '../../errors/app-error.ts';
import {kubernetesAddresses, nodeAddress, nodeCapacity, nodePodCidr, nodePodCidrs} from './addresses.ts';
import {apiAccess} from './api-access.ts';
import type {ClusterPlan, DecidedSpec, NodePlan, NumberedNode, PlanFacts} from './cluster-plan.ts';
import {volumeName} from './names.ts';
import {nodeContainer, nodeLabels} from './node-container.ts';
import {nodeFiles} from './node-files.ts';
import {planBalancer} from './plan-balancer.ts';
import {networkOf, sharedVolumeOf} from './plan-network.ts';
import {registrationOf} from './registration.ts';

/** An image with the version of Kubernetes in it. */
export interface NodeImageRef {
  readonly image: string;
  readonly kubernetesVersion: string;
}

export interface PlanInput {
  readonly spec: DecidedSpec;
  readonly nodes: readonly NumberedNode[];
  readonly image: string;
  readonly facts: PlanFacts;
  /** Public SSH key of the cluster, one line of authorized_keys. */
  readonly publicKey: string;
  /** Nodes that stay as they are, of another image and version, while a cluster is upgraded. */
  readonly outdated?: ReadonlyMap<string, NodeImageRef>;
  /** Whether the cluster has a load balancer already: it then keeps it. */
  readonly hasBalancer?: boolean;
}

/**
 * Everything that will exist for a cluster. Pure: the same input gives the same plan.
 * @throws AppError E_CONFIG when the networks have no room for the nodes.
 */
export function planCluster({spec, nodes, image, facts, publicKey, hasBalancer = false, outdated}: PlanInput): ClusterPlan {
  const {subnet, podCIDR} = spec.networking;
  const capacity = nodeCapacity(subnet, podCIDR);
  const highest = Math.max(...nodes.map(({index}) => index));
  if (highest >= capacity) {
    throw new AppError(
      'E_CONFIG',
      `The subnet ${subnet} and the pod CIDR ${podCIDR} have room for ${capacity} nodes, not for ${highest + 1}.`,
      {
        hints: ['choose larger networks with --subnet and --pod-cidr'],
      },
    );
  }
  const access = apiAccess(spec, nodes, hasBalancer);
  return {
    spec,
    access,
    ...(access.balanced ? {balancer: planBalancer(spec, nodes, image)} : {}),
    network: networkOf(spec),
    sharedVolume: sharedVolumeOf(spec),
    nodes: nodes.map((node): NodePlan => {
      const own = outdated?.get(node.name) ?? {image, kubernetesVersion: spec.kubernetesVersion};
      const ownSpec = {...spec, kubernetesVersion: own.kubernetesVersion};
      return {
        name: node.name,
        role: node.spec.role,
        index: node.index,
        spec: node.spec,
        address: nodeAddress(subnet, node.index),
        podCIDR: nodePodCidr(podCIDR, node.index),
        addresses: kubernetesAddresses(spec.networking, node.index),
        podCIDRs: nodePodCidrs(podCIDR, node.index),
        volume: {name: volumeName(node.name), labels: nodeLabels(spec.name, node)},
        container: nodeContainer(spec, own.image, node, facts, access),
        files: nodeFiles({spec: ownSpec, node, all: nodes, facts, publicKey, access}),
        ...kubernetesNode(spec, node),
      };
    }),
  };
}

/** Labels and taints of the Node object. Control planes run ordinary pods unless asked otherwise, as minikube's do. */
function kubernetesNode(spec: DecidedSpec, node: NumberedNode): Pick<NodePlan, 'labels' | 'taints'> {
  const isControlPlane = node.spec.role === 'control-plane';
  const registration = registrationOf(spec, node);
  const taint = {key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule'} as const;
  return {
    labels: {...registration.labels, ...node.spec.labels, [`node-role.kubernetes.io/${node.spec.role}`]: ''},
    taints: [...node.spec.taints, ...registration.taints, ...(isControlPlane && spec.taintControlPlanes ? [taint] : [])],
  };
}
