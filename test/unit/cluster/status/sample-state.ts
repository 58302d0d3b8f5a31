import {label} from '../../../../src/cluster/labels.ts';
import type {DecidedSpec} from '../../../../src/cluster/plan/cluster-plan.ts';
import {numberNodes} from '../../../../src/cluster/plan/number-nodes.ts';
import type {NodeRole, NodeSpec} from '../../../../src/cluster/spec/cluster-spec.ts';
import {specDefaults} from '../../../../src/cluster/spec/spec-defaults.ts';
import type {ClusterState} from '../../../../src/cluster/state/cluster-state.ts';
import type {ContainerState} from '../../../../src/engine/engine.ts';

const nodeOf = (role: NodeRole): NodeSpec => ({...specDefaults.nodes[0], role});

/** One control plane and workers. */
export function sampleSpec(name: string, workers: number): DecidedSpec {
  return {
    ...specDefaults,
    name,
    kubernetesVersion: 'v1.36.3',
    nodes: [nodeOf('control-plane'), ...Array.from({length: workers}, () => nodeOf('worker'))],
    networking: {...specDefaults.networking, subnet: '172.30.4.0/22'},
    apiServer: {...specDefaults.apiServer, port: 16_450},
  };
}

/** A cluster whose containers are in these states, the control plane's first; `undefined` for a container that was removed. */
export function sampleState(name: string, containers: readonly (ContainerState | undefined)[]): ClusterState {
  const spec = sampleSpec(name, containers.length - 1);
  return {
    name,
    spec,
    complete: true,
    nodes: numberNodes(name, spec.nodes).map((node, index) => {
      const state = containers[index];
      const labels = {[label.cluster]: name};
      const container = state && {id: node.name, name: node.name, image: 'flotilla/node', labels, state, ipv4: {}, ports: []};
      return {...node, volume: {name: `${node.name}-var`, labels}, ...(container ? {container} : {})};
    }),
  };
}
