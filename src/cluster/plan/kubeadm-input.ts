import {cidrsIn, isIPv6, nthAddress} from '../../network/cidr.ts';
import type {KubeadmInput} from '../../node/kubeadm/kubeadm-documents.ts';
import type {KubeletInput} from '../../node/kubeadm/kubelet-configuration.ts';
import {apiBalancerAddresses, nodeAddress, nodeAddresses} from './addresses.ts';
import {type ApiAccess, controlPlanesOf} from './api-access.ts';
import type {DecidedSpec, NumberedNode, PlanFacts} from './cluster-plan.ts';
import {apiServerArguments, apiServerMounts} from './control-plane-files.ts';
import {clusterPatches, controlPlanePatches} from './kubeadm-patches.ts';
import {apiEndpointName, apiServerPort, stateFolder} from './names.ts';
import {registrationOf} from './registration.ts';

/** The tenth address of the Services' network, as kubeadm has it. */
export const clusterDnsAddress = (serviceCIDR: string): string => nthAddress(cidrsIn(serviceCIDR)[0] as string, 10);

/** What the configuration that all kubelets share depends on. */
export function kubeletInput(spec: DecidedSpec, facts: PlanFacts): KubeletInput {
  const {networking, featureGates, kubelet} = spec;
  return {
    dnsDomain: networking.dnsDomain,
    clusterDns: clusterDnsAddress(networking.serviceCIDR),
    resolvConf: `${stateFolder}/resolv.conf`,
    cgroupVersion: facts.cgroupVersion,
    openFiles: facts.openFiles,
    featureGates,
    kubelet,
    patches: clusterPatches(spec),
  };
}

/** What kubeadm must know, for one node of the plan. */
export function kubeadmInput(
  spec: DecidedSpec,
  node: NumberedNode,
  all: readonly NumberedNode[],
  facts: PlanFacts,
  {balanced}: ApiAccess,
): KubeadmInput {
  const {networking, apiServer} = spec;
  const own = nodeAddress(networking.subnet, node.index);
  const controlPlanes = controlPlanesOf(all);
  const {controllerManager, scheduler, etcd} = spec.componentArguments;
  return {
    ...kubeletInput(spec, facts),
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
        ...(apiServer.host === undefined ? [] : [apiServer.host]),
        ...apiBalancerAddresses(networking.subnet),
        ...controlPlanes.map(({name}) => name),
        ...apiServer.certSANs,
      ]),
      ...controlPlanes.flatMap(({index}) => nodeAddresses(networking.subnet, index)).filter((address) => address !== own),
    ],
    address: own,
    ...(spec.certificateValidity === undefined ? {} : {certificateValidity: spec.certificateValidity}),
    apiPort: apiServerPort,
    podCIDR: networking.podCIDR,
    serviceCIDR: networking.serviceCIDR,
    runtimeConfig: spec.runtimeConfig,
    // With one control plane there is nobody to elect, and waiting for an old lease would cost 15 s at each restart.
    leaderElection: balanced,
    arguments: {apiServer: apiServerArguments(spec), controllerManager, scheduler, etcd},
    apiServerMounts: apiServerMounts(spec),
    clusterPatches: controlPlanePatches(spec, controlPlanes, node),
    registration: registrationOf(spec, node),
  };
}
