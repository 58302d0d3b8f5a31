import {contains, overlaps} from '../../../network/cidr.ts';
import {subnetCandidates} from '../../plan/addresses.ts';
import type {ClusterState} from '../../state/cluster-state.ts';
import {type Check, ok, problem, skipped, warning} from '../check.ts';
import type {EngineFacts, ReservedPort} from '../doctor-facts.ts';
import {notExamined} from './engine-checks.ts';

const subnets = {id: 'subnets', why: 'Where two networks have the same addresses, packets for one of them go astray.'};
const ports = {id: 'ports', why: "A cluster's API server keeps its port; while another program has it, the cluster does not start."};

interface Clash {
  readonly cluster: string;
  readonly text: string;
  /** Part of the cluster's own addresses is routed elsewhere, so that its nodes cannot be reached. */
  readonly isSevere: boolean;
}

/** Networks of clusters against what the host routes, such as a VPN that was connected later; and whether a new cluster finds a place. */
export function checkSubnets({host, clusters, networks}: Pick<EngineFacts, 'host' | 'clusters' | 'networks'>): Check {
  if (!host) return skipped(subnets, notExamined);
  const ofEngine = networks.flatMap((network) => network.subnets);
  const foreign = host.routes.filter((route) => !ofEngine.includes(route));
  const clashes = clusters.flatMap((cluster) => clashesOf(cluster, foreign));
  const taken = [...ofEngine, ...host.routes];
  const free = subnetCandidates.find((candidate) => !taken.some((other) => overlaps(candidate, other)));
  const next = free === undefined ? 'no network that Flotilla chooses from is free' : `the next cluster gets ${free}`;
  const found = [...clashes.map(({text}) => text), next].join('; ');
  const anew = [...new Set(clashes.map(({cluster}) => cluster))].map(
    (name) => `end the other network, or make the cluster anew elsewhere: flotilla delete -p ${name}, then flotilla start -p ${name}`,
  );
  if (clashes.some(({isSevere}) => isSevere)) return problem(subnets, 'E_SUBNET', found, ...anew);
  if (free === undefined) return problem(subnets, 'E_SUBNET', found, 'name a free one: flotilla start --subnet 10.99.0.0/22', ...anew);
  return clashes.length > 0 ? warning(subnets, found, ...anew) : ok(subnets, found);
}

function clashesOf({name, spec, network}: ClusterState, routes: readonly string[]): Clash[] {
  const own = spec?.networking.subnet ?? network?.subnets[0];
  const inside = {pods: spec?.networking.podCIDR, Services: spec?.networking.serviceCIDR};
  const nodes =
    own === undefined
      ? []
      : routes
          .filter((route) => overlaps(route, own))
          .map(
            (route): Clash => ({
              cluster: name,
              text: `the nodes of "${name}" (${own}) overlap with the host's route to ${route}`,
              isSevere: contains(own, route),
            }),
          );
  const shadowed = Object.entries(inside).flatMap(([what, cidr]) =>
    cidr === undefined
      ? []
      : routes
          .filter((route) => overlaps(route, cidr))
          .map(
            (route): Clash => ({
              cluster: name,
              text: `pods of "${name}" cannot reach ${route}, for its ${what} have these addresses (${cidr})`,
              isSevere: false,
            }),
          ),
  );
  return [...nodes, ...shadowed];
}

export function checkPorts(isLocal: boolean, reserved: readonly ReservedPort[]): Check {
  if (!isLocal) return skipped(ports, "the ports of the engine's machine are not seen from here");
  const taken = reserved.filter(({isFree}) => !isFree);
  if (taken.length === 0)
    return ok(ports, reserved.length === 0 ? 'no stopped cluster waits for a port' : `free: ${reserved.map(({port}) => port).join(', ')}`);
  return problem(
    ports,
    'E_PORT',
    taken
      .map(({cluster, address, port}) => `port ${port} of ${address}, which the stopped cluster "${cluster}" keeps, is taken`)
      .join('; '),
    ...taken.map(({port}) => `sudo ss -ltnp 'sport = :${port}' shows by whom; end that program`),
  );
}
