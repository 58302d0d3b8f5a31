import {describe, expect, it} from 'vitest';
import {drainNode} from '../../../../src/cluster/nodes/drain-node.ts';
import type {DrainedPod} from '../../../../src/cluster/nodes/drain-pods.ts';
import type {KubeApi} from '../../../../src/kube/kube-api.ts';
import {KubeApiError} from '../../../../src/kube/kube-api-error.ts';

const signal = new AbortController().signal;

const budget = new KubeApiError('Cannot evict pod as it would violate the budget', 429, 'TooManyRequests');

/** An API server with pods, of which those named are protected by a budget as often as told. */
function server(names: readonly string[], refusals: Record<string, number> = {}, refusal = budget) {
  const done: string[] = [];
  let pods: DrainedPod[] = names.map((name) => ({apiVersion: 'v1', kind: 'Pod', metadata: {name, namespace: 'default'}}));
  const remove = (name: string): void => {
    pods = pods.filter(({metadata}) => metadata.name !== name);
  };
  const api = {
    list: async () => ({items: pods, resourceVersion: '1'}),
    create: async ({metadata: {name}, ...eviction}: DrainedPod) => {
      const left = refusals[name] ?? 0;
      refusals[name] = left - 1;
      if (left > 0) throw refusal;
      done.push(`evict ${name} ${JSON.stringify((eviction as {deleteOptions?: object}).deleteOptions)}`);
      remove(name);
    },
    delete: async ({name}: {name: string}, {gracePeriodSeconds}: {gracePeriodSeconds?: number}) => {
      done.push(`delete ${name} ${gracePeriodSeconds}`);
      remove(name);
      return true;
    },
  };
  return {done, api: api as unknown as KubeApi};
}

describe('draining a node', () => {
  it('evicts every pod, with the grace period that was asked for', async () => {
    const {api, done} = server(['a', 'b']);
    await drainNode('n', api, {signal, hints: [], timeoutMs: 5000, force: false, gracePeriodSeconds: 3});
    expect(done).toEqual(['evict a {"gracePeriodSeconds":3}', 'evict b {"gracePeriodSeconds":3}']);
  });

  it('asks again while a budget forbids it', async () => {
    const {api, done} = server(['a', 'b'], {a: 2});
    await drainNode('n', api, {signal, hints: [], timeoutMs: 5000, force: false});
    expect(done).toEqual(['evict b {}', 'evict a {}']);
  });

  it('says in the end which pods stay and why', async () => {
    const {api} = server(['a', 'b'], {a: 1000});
    await expect(drainNode('n', api, {signal, hints: [], timeoutMs: 300, force: false})).rejects.toMatchObject({
      id: 'E_TIMEOUT',
      details: ['default/a: Cannot evict pod as it would violate the budget'],
    });
  });

  it('deletes them in the end when that is asked for', async () => {
    const {api, done} = server(['a'], {a: 1000});
    await drainNode('n', api, {signal, hints: [], timeoutMs: 300, force: true});
    expect(done).toEqual(['delete a 0']);
  });

  it('waits for a pod whose namespace is on its way out', async () => {
    const terminating = new KubeApiError('pods "a" is forbidden: namespace x is being terminated', 403, 'Forbidden');
    const {api, done} = server(['a'], {a: 2}, terminating);
    await drainNode('n', api, {signal, hints: [], timeoutMs: 5000, force: false});
    expect(done).toEqual(['evict a {}']);
  });

  it('leaves pods that nothing would make again where the node comes back', async () => {
    const {api, done} = server(['a']);
    await drainNode('n', api, {signal, hints: [], timeoutMs: 5000, force: false, keepIrreplaceable: true});
    expect(done).toEqual([]);
  });
});
