import {describe, expect, it} from 'vitest';
import {lostNodes} from '../../../../src/cluster/start/find-lost-nodes.ts';
import {nodeObject} from '../../../../src/cluster/system/system-objects.ts';
import type {KubeNode} from '../../../../src/kube/kube-types.ts';
import {samplePlan} from '../../../fakes/sample-plan.ts';

const {nodes} = samplePlan({nodes: 3, memory: '2g'});
const objects = nodes.map(nodeObject) as unknown as KubeNode[];
const foreign: KubeNode = {apiVersion: 'v1', kind: 'Node', metadata: {name: 'dev-other'}};

describe('nodes of which only Kubernetes knows', () => {
  it('are none when all are there', () => expect(lostNodes(nodes, objects)).toEqual([]));

  it('come back with name, number and specification', () => {
    const [first, second, third] = nodes;
    expect(lostNodes([first!, third!], objects)).toEqual([{name: 'dev-worker', index: 1, spec: second?.spec}]);
  });

  it('are not those that we did not make', () => expect(lostNodes(nodes, [...objects, foreign])).toEqual([]));

  it('do not come back when another has their number', () => {
    const [first, second, third] = nodes;
    expect(lostNodes([first!, third!, {...second!, name: 'dev-worker7'}], objects)).toEqual([]);
  });
});
