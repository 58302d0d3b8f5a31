import type {FileEntry} from '../../engine/engine.ts';
import {isIPv6} from '../../network/cidr.ts';
import {renderKubeadmDocuments} from '../../node/kubeadm/kubeadm-documents.ts';
import {byFamily, gatewayAddresses, kubernetesAddresses, nodeAddress, nodePodCidrs} from './addresses.ts';
import {type ApiAccess, controlPlanesOf} from './api-access.ts';
import type {DecidedSpec, NumberedNode, PlanFacts} from './cluster-plan.ts';
import {apiServerFiles} from './control-plane-files.ts';
import {dnsForwarderAddress} from './dns-forwarder.ts';
import {kubeadmInput} from './kubeadm-input.ts';
import {kubeletFiles} from './kubelet-files.ts';
import {apiEndpointName, stateFolder} from './names.ts';
import {proxyEnv} from './proxy-env.ts';
import {registryFiles} from './registry-files.ts';
import {certificatesEnv} from './renewal.ts';

export interface NodeFilesInput {
  readonly spec: DecidedSpec;
  readonly node: NumberedNode;
  /** All nodes of the cluster, this one too. */
  readonly all: readonly NumberedNode[];
  readonly facts: PlanFacts;
  readonly publicKey: string;
  readonly access: ApiAccess;
}

/** All files that the CLI writes for a node, before its first start and again when the set of nodes has changed. */
export function nodeFiles({spec, node, all, facts, publicKey, access}: NodeFilesInput): FileEntry[] {
  const file = (name: string, content: string, mode = 0o644): FileEntry => ({path: `${stateFolder}/${name}`, content, mode});
  return [
    file('network.env', networkEnv(spec)),
    file('routes', routes(spec, node, all)),
    file('hosts', hosts(spec, all, access)),
    file('resolv.conf', resolvConf(spec)),
    // Another network brings its own.
    ...(spec.networking.cni === 'default' ? [file('cni/10-flotilla.conflist', cniConfig(spec, node))] : []),
    file('authorized_keys', `${publicKey}\n`, 0o600),
    file('certificates.env', certificatesEnv(spec.certificateValidity)),
    ...kubeletFiles(spec, node, facts),
    file('proxy.env', proxyEnv(spec, all)),
    ...registryFiles(spec).map(({name, content}) => file(name, content)),
    ...(node.spec.role === 'control-plane'
      ? [
          ...apiServerFiles(spec),
          file('kubeadm.yaml', renderKubeadmDocuments(kubeadmInput(spec, node, all, facts, access)), 0o600),
          file('control-planes', controlPlaneAddresses(spec, all)),
        ]
      : []),
  ];
}

/** Shell assignments for the units flotilla-network and flotilla-dns. */
export function networkEnv(spec: DecidedSpec): string {
  const pods = byFamily(spec.networking.podCIDR);
  // Without a network of our own there is nothing to masquerade: whoever brings another does it.
  const own = spec.networking.cni === 'default' ? pods : {};
  const host = byFamily(gatewayAddresses(spec.networking.subnet).join(','));
  // Pods of an IPv6 cluster could not use the IPv4 address that its network has as well.
  const addresses = [pods.ipv4 && host.ipv4, pods.ipv6 && host.ipv6].filter((address) => address !== undefined);
  return [
    `POD_CIDR=${own.ipv4 ?? ''}`,
    `POD_CIDR_IPV6=${own.ipv6 ?? ''}`,
    `HOST_ADDRESS=${addresses.join(',')}`,
    `DNS_ADDRESS=${dnsForwarderAddress(spec)}`,
    '',
  ].join('\n');
}

/** What pods that do not ask the cluster's DNS are told, CoreDNS among them. */
export function resolvConf(spec: DecidedSpec): string {
  const {dnsSearch = []} = spec.networking;
  return `nameserver ${dnsForwarderAddress(spec)}\n${dnsSearch.length > 0 ? `search ${dnsSearch.join(' ')}\n` : ''}`;
}

/** One line per other node, as `ip route replace` takes it. */
export function routes({networking}: DecidedSpec, node: NumberedNode, all: readonly NumberedNode[]): string {
  if (networking.cni !== 'default') return '';
  return all
    .filter((other) => other.index !== node.index)
    .flatMap((other) => {
      const addresses = kubernetesAddresses(networking, other.index);
      return nodePodCidrs(networking.podCIDR, other.index).map((pods) => {
        const address = addresses.find((candidate) => isIPv6(candidate) === isIPv6(pods));
        return `${pods} via ${address}\n`;
      });
    })
    .join('');
}

/** Lines for /etc/hosts: the API endpoint, every node, and what the specification adds. */
export function hosts({networking, hostAliases}: DecidedSpec, all: readonly NumberedNode[], {address}: ApiAccess): string {
  const nodes = all.flatMap(({name, index}) => kubernetesAddresses(networking, index).map((own) => `${own} ${name}\n`));
  const aliases = hostAliases.map(({ip, hostnames}) => `${ip} ${hostnames.join(' ')}\n`);
  return `${address} ${apiEndpointName}\n${nodes.join('')}${aliases.join('')}`;
}

/** Addresses of the control planes, a line each: where a further one finds members of etcd. */
export function controlPlaneAddresses({networking}: DecidedSpec, all: readonly NumberedNode[]): string {
  return controlPlanesOf(all)
    .map(({index}) => `${nodeAddress(networking.subnet, index)}\n`)
    .join('');
}

/** Point-to-point links to pods, addresses from the node's own range, host ports. Kept on tmpfs: a reboot frees all addresses. */
export function cniConfig({networking}: DecidedSpec, node: NumberedNode): string {
  const podCIDRs = nodePodCidrs(networking.podCIDR, node.index);
  return JSON.stringify({
    cniVersion: '1.0.0',
    name: 'flotilla',
    plugins: [
      {
        type: 'ptp',
        ipMasq: false,
        ipam: {
          type: 'host-local',
          dataDir: '/run/cni-ipam-state',
          ranges: podCIDRs.map((subnet) => [{subnet}]),
          routes: podCIDRs.map((subnet) => ({dst: isIPv6(subnet) ? '::/0' : '0.0.0.0/0'})),
        },
      },
      {type: 'portmap', capabilities: {portMappings: true}, snat: true},
    ],
  });
}
