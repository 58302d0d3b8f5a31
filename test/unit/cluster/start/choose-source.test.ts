import {describe, expect, test} from 'vitest';
import {chooseSource} from '../../../../src/cluster/start/choose-source.ts';
import type {Shell} from '../../../../src/node/shell.ts';
import {samplePlan} from '../../../fakes/sample-plan.ts';

const {nodes} = samplePlan({nodes: 3, controlPlanes: 3});
const signal = new AbortController().signal;

/** Which control plane is chosen when these are initialised and those run; `new` behind one that kubeadm has yet to initialise. */
async function choice(initialised: readonly number[], running = [0, 1, 2], all = nodes): Promise<string> {
  const shellOf = (name: string): Shell =>
    ({tryRun: async () => ({exitCode: initialised.some((index) => nodes[index]?.name === name) ? 0 : 1})}) as unknown as Shell;
  const active = all.filter(({index}) => running.includes(index));
  const source = await chooseSource(all, active, shellOf, signal);
  return `${source.node.name}${source.initialised ? '' : ' new'}`;
}

describe('the control plane that the others join', () => {
  test('is the first of a new cluster', async () => expect(await choice([])).toBe('dev-control-plane new'));
  test('is one that is initialised, when the first has lost its data', async () => expect(await choice([1, 2])).toBe('dev-control-plane2'));
  test('is one that runs', async () => expect(await choice([0, 1, 2], [2])).toBe('dev-control-plane3'));
  test('is the only one, which is not asked', async () => {
    expect(await choice([], [0], nodes.slice(0, 1))).toBe('dev-control-plane new');
  });
  test('is never an empty one while others that may have the data do not run', async () => {
    await expect(choice([], [0])).rejects.toMatchObject({id: 'E_NOT_RUNNING'});
  });
});
