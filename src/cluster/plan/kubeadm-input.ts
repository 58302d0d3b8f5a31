import {cidrsIn, isIPv6, nthAddress} from '../../network/cidr.ts';
import type {KubeadmInput} from '../../node/kubeadm/kubeadm-documents.ts';
import {apiBalancerAddresses, nodeAddress, nodeAddresses} from './addresses.ts';
import type {DecidedSpec, NumberedNode, PlanFacts} from './cluster-plan.ts';
import {apiEndpointName, apiServerPort, stateFolder} from './names.ts';

/** The tenth address of the Services' network, as kubeadm has it. */
export const clusterDnsAddress = (serviceCIDR: string): string => nthAddress(cidrsIn(serviceCIDR)[0] as string, 10);

/** What kubeadm must know, for one node of the plan. */
export function kubeadmInput(spec: DecidedSpec, node: NumberedNode, all: readonly NumberedNode[], facts: PlanFacts): KubeadmInput {
  const {networking, apiServer} = spec;
  const own = nodeAddress(networking.subnet, node.index);
  const controlPlanes = all.filter((other) => other.spec.role === 'control-plane');
  return {
    cluster: spec.name,
    kubernetesVersion: spec.kubernetesVersion,
    endpoint: `${apiEndpointName}:${apiServerPort}`,
    // Issued for every address the API server will ever have in this cluster, so that growing it needs no new certificate.
    certificateNames: [
      ...new Set([
        'localhost',
        '127.0.0.1',
        ...(isIPv6(networking.subnet) ? ['::1'] : []),
        apiServer.address,
        ...apiBalancerAddresses(networking.subnet),
        ...controlPlanes.map(({name}) => name),
      ]),
      ...controlPlanes.flatMap(({index}) => nodeAddresses(networking.subnet, index)).filter((address) => address !== own),
    ],
    address: own,
    nodeAddresses: nodeAddresses(networking.subnet, node.index),
    resolvConf: `${stateFolder}/resolv.conf`,
    apiPort: apiServerPort,
    podCIDR: networking.podCIDR,
    serviceCIDR: networking.serviceCIDR,
    dnsDomain: networking.dnsDomain,
    clusterDns: clusterDnsAddress(networking.serviceCIDR),
    cgroupVersion: facts.cgroupVersion,
    openFiles: facts.openFiles,
    featureGates: spec.featureGates,
    runtimeConfig: spec.runtimeConfig,
    // With one control plane there is nobody to elect, and waiting for an old lease would cost 15 s at each restart.
    leaderElection: controlPlanes.length > 1,
  };
}
