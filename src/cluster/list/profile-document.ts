import {nodeAddress} from '../plan/addresses.ts';
import type {DecidedSpec} from '../plan/cluster-plan.ts';
import {apiServerPort, networkName} from '../plan/names.ts';
import type {Limit} from '../spec/cluster-spec.ts';
import type {ClusterState, NodeState} from '../state/cluster-state.ts';
import type {ClusterHealth, ListedCluster} from './cluster-health.ts';

export interface Selection {
  /** The profile that commands are about when they are not told. */
  readonly active: string;
  readonly currentContext: string | undefined;
}

/** minikube's `profile list -o json`: clusters whose specification can be read, and others. */
export function profileList(clusters: readonly ListedCluster[], selection: Selection) {
  const valid = clusters.flatMap(({state, health}) => (state.spec ? [profileDocument(state, state.spec, health, selection)] : []));
  const invalid = clusters
    .filter(({state}) => !state.spec)
    .map(({state, health}) => ({Name: state.name, Status: health, ...flags(state, selection)}));
  return {invalid, valid};
}

const flags = ({name}: ClusterState, {active, currentContext}: Selection) => ({
  Active: name === active,
  ActiveKubeContext: name === currentContext,
});

/** `Config` has the fields of minikube's that mean something here; `Spec` is the whole specification in our own words. */
function profileDocument(state: ClusterState, spec: DecidedSpec, health: ClusterHealth, selection: Selection) {
  const [first] = spec.nodes;
  return {
    Name: state.name,
    Status: health,
    Config: {
      Name: state.name,
      Driver: 'docker',
      Memory: amount(first?.memory),
      CPUs: amount(first?.cpus),
      APIServerPort: spec.apiServer.port,
      Network: networkName(state.name),
      Subnet: spec.networking.subnet,
      MultiNodeRequested: spec.nodes.length > 1,
      KubernetesConfig: {
        KubernetesVersion: spec.kubernetesVersion,
        ClusterName: state.name,
        DNSDomain: spec.networking.dnsDomain,
        ContainerRuntime: 'containerd',
        ServiceCIDR: spec.networking.serviceCIDR,
      },
      Nodes: state.nodes.map((node) => nodeDocument(node, spec)),
    },
    Spec: spec,
    ...flags(state, selection),
  };
}

function nodeDocument({name, index, spec: {role}}: NodeState, {networking, kubernetesVersion}: DecidedSpec) {
  return {
    Name: name,
    IP: nodeAddress(networking.subnet, index),
    Port: apiServerPort,
    KubernetesVersion: kubernetesVersion,
    ContainerRuntime: 'containerd',
    ControlPlane: role === 'control-plane',
    Worker: true,
  };
}

/** minikube's 0 is "no limit". */
const amount = (limit: Limit | undefined): number => (typeof limit === 'number' ? limit : 0);
