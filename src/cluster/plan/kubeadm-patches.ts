import type {KubeadmPatches} from '../../node/kubeadm/patch-documents.ts';
import type {DecidedSpec, NumberedNode} from './cluster-plan.ts';

/** The cluster's patches, for documents that all nodes share. */
export const clusterPatches = (spec: DecidedSpec): KubeadmPatches => ({merge: spec.kubeadmPatches, json: spec.kubeadmPatchesJSON6902});

/** A node's own patches. */
export const nodePatches = ({spec}: NumberedNode): KubeadmPatches => ({merge: spec.kubeadmPatches, json: spec.kubeadmPatchesJSON6902});

/** The cluster's patches, then the node's. */
export function allPatches(spec: DecidedSpec, node: NumberedNode): KubeadmPatches {
  const [ofCluster, ofNode] = [clusterPatches(spec), nodePatches(node)];
  return {merge: [...ofCluster.merge, ...ofNode.merge], json: [...ofCluster.json, ...ofNode.json]};
}

/** The cluster's patches, those of its first control plane, which speak for all in kind's files, and those of the node itself. */
export function controlPlanePatches(spec: DecidedSpec, controlPlanes: readonly NumberedNode[], node: NumberedNode): KubeadmPatches {
  const [first = node] = controlPlanes;
  const own = first.index === node.index ? [node] : [first, node];
  const all = [clusterPatches(spec), ...own.map(nodePatches)];
  return {merge: all.flatMap(({merge}) => merge), json: all.flatMap(({json}) => json)};
}
