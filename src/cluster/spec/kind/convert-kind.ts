import {resolveKubernetesVersion} from '../kubernetes-version.ts';
import type {Path} from '../spec-issue.ts';
import {withoutUndefined} from '../without-undefined.ts';
import type {KindDocument, KindNode} from './kind-document.ts';

/** What a file of kind says that is done in another way here, or not at all, with its place. */
export interface KindRemark {
  readonly path: Path;
  readonly message: string;
}

export interface ConvertedKind {
  /** In the form of our own cluster file. */
  readonly raw: Readonly<Record<string, unknown>>;
  readonly warnings: readonly KindRemark[];
  readonly problems: readonly KindRemark[];
}

/** kind's cluster file in the form of ours. Values are not checked here: they are when ours is. */
export function convertKind(document: KindDocument): ConvertedKind {
  const nodes = document.nodes ?? [];
  const images = convertImages(nodes);
  const {networking, warnings} = convertNetworking(document.networking ?? {});
  const raw = withoutUndefined({
    apiVersion: 'flotilla.dev/v1alpha1',
    kind: 'Cluster',
    name: document.name,
    kubernetesVersion: images.kubernetesVersion,
    // kind's files name the image at each node; all of them have the same as a rule.
    image: images.common,
    nodes:
      nodes.length === 0 ? undefined : nodes.map((node, index) => convertNode(node, images.common === undefined && images.own.has(index))),
    ...networking,
    featureGates: document.featureGates ?? undefined,
    runtimeConfig: document.runtimeConfig ?? undefined,
    kubeadmPatches: document.kubeadmConfigPatches ?? undefined,
    kubeadmPatchesJSON6902: document.kubeadmConfigPatchesJSON6902 ?? undefined,
    containerdConfigPatches: document.containerdConfigPatches ?? undefined,
  });
  return {
    raw,
    warnings: [...images.warnings, ...warnings, ...nodes.flatMap(relabelWarnings)],
    problems: jsonPatchProblems(document),
  };
}

function convertNode(node: KindNode, hasOwnImage: boolean): object {
  return withoutUndefined({
    role: node.role ?? 'control-plane',
    image: hasOwnImage ? node.image : undefined,
    labels: node.labels,
    mounts: node.extraMounts?.map(({containerPath, hostPath, readOnly, propagation}) =>
      withoutUndefined({
        hostPath,
        nodePath: containerPath.startsWith('/') ? containerPath : `/${containerPath}`,
        readOnly,
        propagation: propagation || undefined,
      }),
    ),
    ports: node.extraPortMappings?.map(({containerPort, hostPort = 0, listenAddress, protocol}) =>
      // kind publishes on all addresses unless told.
      withoutUndefined({
        nodePort: containerPort,
        hostPort: Math.max(0, hostPort),
        hostAddress: listenAddress || '0.0.0.0',
        protocol: protocol || undefined,
      }),
    ),
    kubeadmPatches: node.kubeadmConfigPatches ?? undefined,
    kubeadmPatchesJSON6902: node.kubeadmConfigPatchesJSON6902 ?? undefined,
  });
}

/** kind's node images cannot be used: ours of the version in their tag is, when that version is supported. */
function convertImages(nodes: readonly KindNode[]) {
  const warnings: KindRemark[] = [];
  const own = new Set<number>();
  const versions = new Set<string>();
  for (const [index, {image}] of nodes.entries()) {
    if (image === undefined) continue;
    const [, tag] = /(?:^|\/)kindest\/node(?::([^@]+))?/.exec(image) ?? [];
    if (!/(?:^|\/)kindest\/node(?:[:@]|$)/.test(image)) own.add(index);
    else if (tag === undefined || typeof resolveKubernetesVersion(tag) !== 'string') {
      warnings.push({
        path: ['nodes', index, 'image'],
        message: `${image} is an image of kind, and its version is not one of Flotilla's: the default version is used`,
      });
    } else {
      versions.add(tag);
      warnings.push({path: ['nodes', index, 'image'], message: `${image} is an image of kind: Flotilla's own of ${tag} is used`});
    }
  }
  const [kubernetesVersion] = [...versions].toSorted();
  if (versions.size > 1) {
    warnings.push({path: ['nodes'], message: `the nodes have images of several versions; all nodes get ${kubernetesVersion}`});
  }
  return {kubernetesVersion, common: own.size === nodes.length ? commonImage(nodes) : undefined, own, warnings};
}

function commonImage(nodes: readonly KindNode[]): string | undefined {
  const images = new Set(nodes.map(({image}) => image));
  return images.size === 1 ? [...images][0] : undefined;
}

function convertNetworking(networking: NonNullable<KindDocument['networking']>) {
  const {ipFamily, apiServerPort, apiServerAddress, podSubnet, serviceSubnet, disableDefaultCNI, kubeProxyMode, dnsSearch} = networking;
  const isIpvs = kubeProxyMode === 'ipvs';
  return {
    networking: withoutUndefined({
      networking: withoutUndefined({
        ipFamily: ipFamily || undefined,
        podCIDR: podSubnet || undefined,
        serviceCIDR: serviceSubnet || undefined,
        cni: disableDefaultCNI ? 'none' : undefined,
        kubeProxyMode: isIpvs ? 'nftables' : kubeProxyMode || undefined,
        dnsSearch: dnsSearch ?? undefined,
      }),
      apiServer: withoutUndefined({
        address: apiServerAddress || undefined,
        // 0 and -1 mean a free one.
        port: apiServerPort !== undefined && apiServerPort > 0 ? apiServerPort : undefined,
      }),
    }),
    warnings: isIpvs
      ? [
          {
            path: ['networking', 'kubeProxyMode'],
            message: 'ipvs is deprecated in Kubernetes and not part of the node image: nftables is used',
          },
        ]
      : [],
  };
}

function relabelWarnings({extraMounts}: KindNode, index: number): KindRemark[] {
  return (extraMounts ?? []).flatMap(({selinuxRelabel}, place) =>
    selinuxRelabel
      ? [{path: ['nodes', index, 'extraMounts', place, 'selinuxRelabel'], message: 'has no effect: nodes run without SELinux labels'}]
      : [],
  );
}

function jsonPatchProblems({containerdConfigPatchesJSON6902: patches}: KindDocument): KindRemark[] {
  if (!patches || patches.length === 0) return [];
  return [
    {path: ['containerdConfigPatchesJSON6902'], message: 'is not supported; write these settings as containerdConfigPatches, in TOML'},
  ];
}
