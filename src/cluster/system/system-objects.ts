import {AppError} from '../../errors/app-error.ts';
import type {Manifest} from '../../kube/manifests/manifest.ts';
import type {ClusterPlan, NodePlan} from '../plan/cluster-plan.ts';
import {encodeNode} from '../spec/encode-node.ts';
import {apiEnvironment} from './api-environment.ts';
import {coreDnsObjects} from './coredns.ts';
import {kubeProxyObjects} from './kube-proxy.ts';
import {type NetworkPolicyImages, networkPolicyObjects} from './network-policy.ts';
import {nodeAccessObjects} from './node-access.ts';
import {storageObjects} from './storage.ts';

/** Everything a cluster needs besides what kubeadm makes. `contents`: references of the images in the node image. */
export function systemObjects({spec, nodes, access}: ClusterPlan, contents: readonly string[]): Manifest[] {
  const objects = [
    ...(spec.networking.kubeProxyMode === 'none' ? [] : kubeProxyObjects(spec, access)),
    ...(spec.networking.networkPolicy ? networkPolicyObjects(apiEnvironment(access), networkPolicyImages(contents)) : []),
    // A second replica where there is a second node to run it.
    ...coreDnsObjects(spec, imageOf('/coredns/coredns:', contents), Math.min(nodes.length, 2), apiEnvironment(access)),
    ...storageObjects(
      {provisioner: imageOf('/local-path-provisioner:', contents), helper: imageOf('/busybox:', contents)},
      apiEnvironment(access),
    ),
  ];
  return [...nodeAccessObjects(objects), ...objects];
}

/** On Node objects: number and specification, from which the node can be made again when container and volume are gone. */
export const nodeAnnotation = 'flotilla.dev/node';

/** The Node object as planned. Applied before the kubelet registers itself, which then adopts it: the node is right from its first moment. */
export function nodeObject({name, index, spec, labels, taints, podCIDR, podCIDRs}: NodePlan): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      annotations: {[nodeAnnotation]: JSON.stringify({index, spec: encodeNode(spec)})},
      labels: {
        ...labels,
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
      },
    },
    spec: {podCIDR, podCIDRs: [...podCIDRs], ...(taints.length > 0 ? {taints} : {})},
  };
}

/** @throws AppError E_IMAGE_NOT_FOUND. */
export const networkPolicyImages = (contents: readonly string[]): NetworkPolicyImages => ({
  program: imageOf('/kube-network-policies:', contents),
  helper: imageOf('/busybox:', contents),
});

function imageOf(part: string, contents: readonly string[]): string {
  const reference = contents.find((candidate) => candidate.includes(part));
  if (reference !== undefined) return reference;
  throw new AppError('E_IMAGE_NOT_FOUND', `The node image holds no image ${part.replaceAll(/[/:]/g, ' ').trim()}.`, {
    hints: ['flotilla node-image build --force makes it anew'],
  });
}
