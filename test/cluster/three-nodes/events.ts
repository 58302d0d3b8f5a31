import {expect, test} from 'vitest';
import type {KubeList} from '../support/kube-types.ts';
import type {TestCluster} from '../support/test-cluster.ts';

interface EventObject {
  readonly reason: string;
  readonly message: string;
  readonly involvedObject: {readonly name: string};
}

/** Comes last, so that it sees the events of all other tests too. */
export function testEvents(cluster: TestCluster): void {
  test('no image was pulled from outside a node', async () => {
    const {items} = await cluster.get<KubeList<EventObject>>('events', '-A');
    const pulled = items.filter(({reason}) => reason === 'Pulled');
    expect(pulled.length).toBeGreaterThan(6);
    expect(pulled.filter(({message}) => !message.includes('already present on machine'))).toEqual([]);
    expect(items.filter(({reason, message}) => reason === 'Pulling' || /ErrImage|Failed to pull/.test(message))).toEqual([]);
  });

  test('nothing failed on the way', async () => {
    const {items} = await cluster.get<KubeList<EventObject>>('events', '-A');
    const failures = ['FailedCreatePodSandBox', 'FailedCreate', 'Failed', 'BackOff', 'OOMKilling', 'Evicted'];
    const found = items.filter(({reason}) => failures.includes(reason));
    expect(found.map(({reason, message, involvedObject}) => `${reason} ${involvedObject.name}: ${message}`)).toEqual([]);
  });
}
