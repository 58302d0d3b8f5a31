import type {FileEntry} from '../../engine/engine.ts';
import {renderKubeadmDocuments} from '../../node/kubeadm/kubeadm-documents.ts';
import {apiBalancerAddress, gatewayAddress, nodeAddress, nodePodCidr} from './addresses.ts';
import type {DecidedSpec, NumberedNode, PlanFacts} from './cluster-plan.ts';
import {kubeadmInput} from './kubeadm-input.ts';
import {apiEndpointName} from './names.ts';

/** The folder in a node that the CLI writes to; the programs of images/node read it. It lies in the node's volume. */
export const stateFolder = '/var/lib/flotilla';

/** All files that the CLI writes for a node, before its first start and again when the set of nodes has changed. */
export function nodeFiles(
  spec: DecidedSpec,
  node: NumberedNode,
  all: readonly NumberedNode[],
  facts: PlanFacts,
  publicKey: string,
): FileEntry[] {
  const file = (name: string, content: string, mode = 0o644): FileEntry => ({path: `${stateFolder}/${name}`, content, mode});
  return [
    file('network.env', networkEnv(spec)),
    file('routes', routes(spec, node, all)),
    file('hosts', hosts(spec, all)),
    file('cni/10-flotilla.conflist', cniConfig(spec, node)),
    file('authorized_keys', `${publicKey}\n`, 0o600),
    ...(node.spec.role === 'control-plane'
      ? [file('kubeadm.yaml', renderKubeadmDocuments(kubeadmInput(spec, node, all, facts)), 0o600)]
      : []),
  ];
}

/** Shell assignments for the units flotilla-network and flotilla-dns. */
export function networkEnv({networking}: DecidedSpec): string {
  return `POD_CIDR=${networking.podCIDR}\nHOST_ADDRESS=${gatewayAddress(networking.subnet)}\n`;
}

/** One line per other node, as `ip route replace` takes it. */
export function routes({networking}: DecidedSpec, node: NumberedNode, all: readonly NumberedNode[]): string {
  return all
    .filter((other) => other.index !== node.index)
    .map((other) => `${nodePodCidr(networking.podCIDR, other.index)} via ${nodeAddress(networking.subnet, other.index)}\n`)
    .join('');
}

/** Lines for /etc/hosts: the API endpoint and every node. */
export function hosts({networking}: DecidedSpec, all: readonly NumberedNode[]): string {
  const controlPlanes = all.filter(({spec}) => spec.role === 'control-plane');
  const [first] = controlPlanes;
  const endpoint =
    controlPlanes.length === 1 && first ? nodeAddress(networking.subnet, first.index) : apiBalancerAddress(networking.subnet);
  const nodes = all.map(({name, index}) => `${nodeAddress(networking.subnet, index)} ${name}\n`);
  return `${endpoint} ${apiEndpointName}\n${nodes.join('')}`;
}

/** Point-to-point links to pods, addresses from the node's own range, host ports. Kept on tmpfs: a reboot frees all addresses. */
export function cniConfig({networking}: DecidedSpec, node: NumberedNode): string {
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
          ranges: [[{subnet: nodePodCidr(networking.podCIDR, node.index)}]],
          routes: [{dst: '0.0.0.0/0'}],
        },
      },
      {type: 'portmap', capabilities: {portMappings: true}, snat: true},
    ],
  });
}
