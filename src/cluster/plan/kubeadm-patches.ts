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
