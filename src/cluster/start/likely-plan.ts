import {capabilityNames} from '../../engine/capabilities.ts';
import {nodeImageReference} from '../../images/node-image/node-image.ts';
import type {ClusterPlan, DecidedSpec, PlanFacts} from '../plan/cluster-plan.ts';
import {numberNodes} from '../plan/number-nodes.ts';
import {planCluster} from '../plan/plan-cluster.ts';
import type {ClusterSpec} from '../spec/cluster-spec.ts';
import {chooseSubnets} from './choose-subnets.ts';
import {firstApiPort} from './decide-spec.ts';

/** What is assumed of a machine that cannot be asked. */
export const likelyFacts: PlanFacts = {capabilities: capabilityNames, cgroupVersion: 2, openFiles: 1_048_576};

/** A specification with the subnet and port that it would get on a machine where none is taken. */
export function likelySpec(asked: ClusterSpec): DecidedSpec {
  const subnet = chooseSubnets(asked, []);
  const port = asked.apiServer.port ?? firstApiPort;
  return {...asked, networking: {...asked.networking, subnet}, apiServer: {...asked.apiServer, port}};
}

/**
 * The plan of a new cluster as it would likely be: `start` makes it before anything else, so that what cannot be planned, such as a patch that
 * does not fit, is refused while nothing exists.
 * @throws AppError E_CONFIG, E_SUBNET.
 */
export function likelyPlan(asked: ClusterSpec): ClusterPlan {
  const spec = likelySpec(asked);
  const image = spec.image ?? nodeImageReference(spec.kubernetesVersion);
  return planCluster({spec, nodes: numberNodes(spec.name, spec.nodes), image, facts: likelyFacts, publicKey: ''});
}
