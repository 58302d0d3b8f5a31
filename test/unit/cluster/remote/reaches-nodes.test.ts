import {expect, it} from 'vitest';
import {type ReachDeps, reachesNodes} from '../../../../src/cluster/remote/reaches-nodes.ts';

const {signal} = new AbortController();
const nodes = [{index: 0}, {index: 1}];

/** A machine with these addresses, from which these can be reached. */
const ask = (endpoint: ReachDeps['engine']['endpoint'], own: readonly string[], reached: readonly string[]) =>
  reachesNodes('172.30.0.0/22', nodes, {
    engine: {endpoint},
    vicinity: {hasAddress: (address) => own.includes(address), isListening: async (address) => reached.includes(address)},
    signal,
  });

const here = {url: 'unix:///var/run/docker.sock', isLocal: true};

it('is true where the bridge is, without asking a node', async () => {
  expect(await ask(here, ['172.30.0.1'], [])).toBe(true);
});

it('is true in a container beside the engine when a node answers, else false', async () => {
  expect(await ask(here, ['172.17.0.5'], ['172.30.0.11'])).toBe(true);
  expect(await ask(here, ['172.17.0.5'], [])).toBe(false);
});

it('is false for an engine elsewhere, whoever has the same addresses here', async () => {
  const everywhere = ['172.30.0.1', '172.30.0.10'];
  expect(await ask({url: 'ssh://box', isLocal: false}, everywhere, everywhere)).toBe(false);
  expect(await ask({url: 'unix:///home/me/.docker/desktop/docker.sock', isLocal: false}, everywhere, everywhere)).toBe(false);
});

it('is true in a container beside the nodes when one answers, whatever addresses it has itself', async () => {
  const beside = {url: 'unix:///var/run/docker.sock', isLocal: false, ownContainer: {id: 'c', socket: '/s'}};
  expect(await ask(beside, ['172.30.0.1'], [])).toBe(false);
  expect(await ask(beside, [], ['172.30.0.11'])).toBe(true);
});
