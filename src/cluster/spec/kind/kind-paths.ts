import type {Path} from '../spec-issue.ts';

/** Our words for fields, with kind's. */
const kindWord: Readonly<Record<string, string>> = {
  mounts: 'extraMounts',
  nodePath: 'containerPath',
  ports: 'extraPortMappings',
  nodePort: 'containerPort',
  hostAddress: 'listenAddress',
  kubeadmPatches: 'kubeadmConfigPatches',
  kubeadmPatchesJSON6902: 'kubeadmConfigPatchesJSON6902',
  podCIDR: 'podSubnet',
  serviceCIDR: 'serviceSubnet',
  cni: 'disableDefaultCNI',
};

/** Where kind's file says what a place in ours says. */
export function kindPath(path: Path): Path {
  const [first, second] = path;
  if (first === 'apiServer') return ['networking', second === 'port' ? 'apiServerPort' : 'apiServerAddress'];
  if (first === 'kubernetesVersion') return ['nodes', 0, 'image'];
  // Keys of maps are the user's own words.
  const end = path.findIndex((part) => ['labels', 'featureGates', 'runtimeConfig'].includes(String(part)));
  return path.map((part, index) => (end >= 0 && index > end ? part : (kindWord[String(part)] ?? part)));
}
