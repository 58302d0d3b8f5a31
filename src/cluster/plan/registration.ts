import {type NodeRegistration, nodeRegistration} from '../../node/kubeadm/node-registration.ts';
import {kubernetesAddresses} from './addresses.ts';
import type {DecidedSpec, NumberedNode} from './cluster-plan.ts';
import {allPatches} from './kubeadm-patches.ts';

/** How a node of the plan registers: arguments of its kubelet, labels and taints, after the patches for its kind of join. */
export function registrationOf(spec: DecidedSpec, node: NumberedNode): NodeRegistration {
  return nodeRegistration({
    kind: node.index === 0 ? 'InitConfiguration' : 'JoinConfiguration',
    kubeletArguments: {'node-ip': kubernetesAddresses(spec.networking, node.index).join(','), ...spec.componentArguments.kubelet},
    patches: allPatches(spec, node),
  });
}
