import type {Engine} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import {nodeImageLabel} from '../../images/node-image/node-image.ts';
import {gatewayAddresses, ipv6SubnetCandidates, subnetCandidates} from '../plan/addresses.ts';
import type {DecidedSpec} from '../plan/cluster-plan.ts';
import type {ClusterSpec} from '../spec/cluster-spec.ts';
import {renderSpec} from '../spec/render-spec.ts';
import {specDefaults} from '../spec/spec-defaults.ts';
import {withoutUndefined} from '../spec/without-undefined.ts';
import {firstApiPort} from '../start/decide-spec.ts';
import {type ClusterState, requireCluster} from './cluster-state.ts';

export interface ExportOptions {
  readonly keepAddresses: boolean;
  /** Those that are enabled; without it, those that the cluster was made with. */
  readonly addons?: readonly string[];
}

export interface ExportDeps {
  readonly engine: Engine;
  readonly signal: AbortSignal;
}

/** The specification that makes a cluster as it is now, and its file. @throws AppError E_CLUSTER_NOT_FOUND, E_CONFIG. */
export async function exportSpec(
  name: string,
  {keepAddresses, addons}: ExportOptions,
  {engine, signal}: ExportDeps,
): Promise<{readonly spec: ClusterSpec; readonly yaml: string}> {
  const state = await requireCluster(engine, name, {signal});
  if (!state.spec) {
    throw new AppError('E_CONFIG', `The specification of "${name}" is gone with its network and its shared volume.`, {
      hints: [`flotilla start -p ${name} makes them again`],
    });
  }
  const current = {...currentSpec(state, state.spec), ...(addons === undefined ? {} : {addons: [...addons]})};
  const spec = keepAddresses ? current : withoutChosen(current);
  return {spec, yaml: renderSpec(spec)};
}

/** What was asked for at first, with the nodes and the version of now. */
function currentSpec({nodes, complete}: ClusterState, spec: DecidedSpec): ClusterSpec {
  // The name of the engine's machine is no setting: the next engine has its own.
  const {host: _host, ...apiServer} = spec.apiServer;
  const version = nodes[0]?.container?.labels[nodeImageLabel.version];
  return {
    ...spec,
    apiServer,
    ...(version === undefined ? {} : {kubernetesVersion: version}),
    nodes: complete ? nodes.map(({spec: node}) => node) : spec.nodes,
  };
}

/** How far above the first port Flotilla's own choices are. */
const portsChosenFrom = 1000;

/** Without a subnet and a port that look like Flotilla's own choice: another cluster gets others. */
function withoutChosen({networking, apiServer, ...spec}: ClusterSpec): ClusterSpec {
  const {subnet, ...otherNetworking} = networking;
  const {port, address, ...otherApiServer} = apiServer;
  const candidates = [...subnetCandidates, ...ipv6SubnetCandidates];
  const isChosen = subnet?.split(',').every((cidr) => candidates.includes(cidr)) ?? true;
  const isChosenPort = port !== undefined && port >= firstApiPort && port < firstApiPort + portsChosenFrom;
  return {
    ...spec,
    networking: {...otherNetworking, ...withoutUndefined({subnet: isChosen ? undefined : subnet})},
    apiServer: {
      ...otherApiServer,
      // In a container beside the nodes the API server is published on the gateway of their network, which is another one then.
      address: gatewayAddresses(subnet ?? '').includes(address) ? specDefaults.apiServer.address : address,
      ...withoutUndefined({port: isChosenPort ? undefined : port}),
    },
  };
}
