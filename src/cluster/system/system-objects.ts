import {AppError} from '../../errors/app-error.ts';
import type {Manifest} from '../../kube/manifests/manifest.ts';
import type {DecidedSpec, NodePlan} from '../plan/cluster-plan.ts';
import {apiEnvironment} from './api-environment.ts';
import {coreDnsObjects} from './coredns.ts';
import {kubeProxyObjects} from './kube-proxy.ts';
import {storageObjects} from './storage.ts';

/** Everything a cluster needs besides what kubeadm makes. `contents`: references of the images in the node image. */
export function systemObjects(spec: DecidedSpec, nodes: readonly NodePlan[], contents: readonly string[]): Manifest[] {
  return [
    ...kubeProxyObjects(spec),
    // A second replica where there is a second node to run it.
    ...coreDnsObjects(spec, imageOf('/coredns/coredns:', contents), Math.min(nodes.length, 2)),
    ...storageObjects(
      {provisioner: imageOf('/local-path-provisioner:', contents), helper: imageOf('/busybox:', contents)},
      apiEnvironment(spec),
    ),
  ];
}

/** The Node object as planned. Applied before the kubelet registers itself, which then adopts it: the node is right from its first moment. */
export function nodeObject({name, labels, taints, podCIDR, podCIDRs}: NodePlan): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        ...labels,
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
      },
    },
    spec: {podCIDR, podCIDRs: [...podCIDRs], ...(taints.length > 0 ? {taints} : {})},
  };
}

function imageOf(part: string, contents: readonly string[]): string {
  const reference = contents.find((candidate) => candidate.includes(part));
  if (reference !== undefined) return reference;
  throw new AppError('E_IMAGE_NOT_FOUND', `The node image holds no image ${part.replaceAll(/[/:]/g, ' ').trim()}.`, {
    hints: ['flotilla node-image build --force makes it anew'],
  });
}
