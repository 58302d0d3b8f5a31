import {describe, expect, it} from 'vitest';
import {cordon, endCordons, uncordon} from '../../../../src/cluster/nodes/cordon.ts';
import type {KubeApi} from '../../../../src/kube/kube-api.ts';
import type {KubeNode} from '../../../../src/kube/kube-types.ts';

const signal = new AbortController().signal;

/** An API server that knows these nodes and applies merge patches to what they are about. */
function server(...unschedulable: readonly string[]) {
  const nodes = new Map<string, {annotations: Record<string, string>; unschedulable: boolean}>(
    ['a', 'b'].map((name) => [name, {annotations: {}, unschedulable: unschedulable.includes(name)}]),
  );
  const objectOf = (name: string): KubeNode => {
    const {annotations = {}, unschedulable: closed = false} = nodes.get(name) ?? {};
    return {apiVersion: 'v1', kind: 'Node', metadata: {name, annotations}, spec: {unschedulable: closed}};
  };
  const api = {
    get: async ({name}: {name: string}) => objectOf(name),
    list: async () => ({items: [...nodes.keys()].map(objectOf), resourceVersion: '1'}),
    patch: async (
      {name}: {name: string},
      {metadata, spec}: {metadata: {annotations: Record<string, string | null>}; spec: {unschedulable: boolean | null}},
    ) => {
      const kept = Object.entries({...nodes.get(name)?.annotations, ...metadata.annotations}).filter(([, value]) => value !== null);
      nodes.set(name, {annotations: Object.fromEntries(kept) as Record<string, string>, unschedulable: spec.unschedulable ?? false});
    },
  };
  return {api: api as unknown as KubeApi, closed: () => [...nodes].flatMap(([name, node]) => (node.unschedulable ? [name] : []))};
}

describe('the cordon of a command', () => {
  it('ends with it', async () => {
    const {api, closed} = server();
    await cordon('a', 'deletion', api, signal);
    expect(closed()).toEqual(['a']);
    await uncordon('a', api, signal);
    expect(closed()).toEqual([]);
  });

  it('is ended by the next one when it was interrupted', async () => {
    const {api, closed} = server();
    await cordon('a', 'upgrade', api, signal);
    await cordon('b', 'deletion', api, signal);
    await endCordons(api, signal);
    expect(closed()).toEqual([]);
  });

  it("does not become ours when it is a user's", async () => {
    const {api, closed} = server('a');
    await cordon('a', 'upgrade', api, signal);
    await uncordon('a', api, signal);
    await endCordons(api, signal);
    expect(closed()).toEqual(['a']);
  });
});
