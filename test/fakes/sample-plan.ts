import type {ClusterPlan, DecidedSpec, PlanFacts} from '../../src/cluster/plan/cluster-plan.ts';
import {numberNodes} from '../../src/cluster/plan/number-nodes.ts';
import {planCluster} from '../../src/cluster/plan/plan-cluster.ts';
import {readSpec, type SpecInput} from '../../src/cluster/spec/read-spec.ts';
import {capabilityNames} from '../../src/engine/capabilities.ts';

export const sampleFacts: PlanFacts = {capabilities: capabilityNames, cgroupVersion: 2, openFiles: 20_000};

/** A specification as `start` has it once subnet and port are decided. */
export function decidedSpec(flags: SpecInput['flags']): DecidedSpec {
  const spec = readSpec({flags: {name: 'dev', ...flags}});
  return {
    ...spec,
    networking: {...spec.networking, subnet: spec.networking.subnet ?? '172.30.0.0/22'},
    apiServer: {...spec.apiServer, port: spec.apiServer.port ?? 16_443},
  };
}

/** The plan of the cluster that flags describe. */
export function samplePlan(flags: SpecInput['flags'], facts: Partial<PlanFacts> = {}): ClusterPlan {
  const spec = decidedSpec(flags);
  const nodes = numberNodes(spec.name, spec.nodes);
  return planCluster({
    spec,
    nodes,
    image: 'flotilla/node:test',
    facts: {...sampleFacts, ...facts},
    publicKey: 'ssh-ed25519 AAAA flotilla dev',
  });
}
