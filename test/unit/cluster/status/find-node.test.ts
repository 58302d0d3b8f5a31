import {describe, expect, it} from 'vitest';
import {expectedNodes, findNode} from '../../../../src/cluster/status/find-node.ts';
import {sampleState} from './sample-state.ts';

const state = sampleState('dev', ['running', 'running', 'running']);

describe('findNode', () => {
  it('gives the first control plane when none is named', () => {
    expect(findNode(state, undefined).name).toBe('dev-control-plane');
  });

  it.each(['dev-worker2', 'worker2', 'm03', 'dev-m03'])('knows a node as %s', (name) => {
    expect(findNode(state, name).name).toBe('dev-worker2');
  });

  it.each(['worker3', 'm04', 'm3', '', 'dev'])('does not know %j, and says which nodes there are', (name) => {
    expect(() => findNode(state, name)).toThrow(
      expect.objectContaining({
        id: 'E_CLUSTER_NOT_FOUND',
        exitCode: 85,
        hints: ['its nodes are dev-control-plane, dev-worker, dev-worker2'],
      }),
    );
  });
});

describe('expectedNodes', () => {
  it('has the nodes that an interrupted start did not come to', () => {
    const interrupted = {...state, complete: false, nodes: state.nodes.slice(1, 2)};
    expect(expectedNodes(interrupted).map(({name, container}) => [name, container?.state])).toEqual([
      ['dev-control-plane', undefined],
      ['dev-worker', 'running'],
      ['dev-worker2', undefined],
    ]);
  });

  it('has no others once the cluster was complete, for nodes may be deleted', () => {
    expect(expectedNodes({...state, nodes: state.nodes.slice(0, 2)}).map(({name}) => name)).toEqual(['dev-control-plane', 'dev-worker']);
  });
});
