import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {checkedText} from '../../../../src/cli/render/preset-text.ts';
import {type FoundCluster, type FoundNode, findLacks, type Needs} from '../../../../src/cluster/presets/find-lacks.ts';
import type {FoundClass} from '../../../../src/cluster/presets/shared-class.ts';

const node = (name: string, other: Partial<FoundNode> = {}): FoundNode => ({
  name,
  ready: true,
  cordoned: false,
  tainted: false,
  cpus: 2,
  memory: 24_000,
  ...other,
});
const standard: FoundClass = {name: 'standard', isDefault: true, provisioner: 'rancher.io/local-path'};
const shared: FoundClass = {name: 'shared', isDefault: true, provisioner: 'k8s.io/minikube-hostpath'};
const needs: Needs = {
  nodes: 3,
  taintControlPlanes: false,
  tunnel: true,
  addons: ['metrics-server'],
  storageClass: 'standard',
  provisioners: ['k8s.io/minikube-hostpath'],
  sizes: {cpus: 2, memory: 4096},
  samples: [{name: 'redis', images: ['docker.io/library/redis:latest', 'registry.k8s.io/redis:v1']}],
  apparmorProfiles: ['deny-write'],
};
const whole: FoundCluster = {
  name: 'dev',
  nodes: [node('a'), node('b'), node('c')],
  addons: new Set(['metrics-server', 'storage-provisioner']),
  tunnel: true,
  images: new Set(['docker.io/library/redis:latest', 'registry.k8s.io/redis:v1', 'other:1']),
  storageClasses: [standard],
  profiles: new Set(['deny-write']),
};
const commands = (found: Partial<FoundCluster>, needed: Partial<Needs> = {}): readonly string[] =>
  findLacks({...needs, ...needed}, {...whole, ...found}).flatMap((lack) => lack.commands);

test('nothing lacks where everything is there', () => expect(findLacks(needs, whole)).toEqual([]));

describe('nodes', () => {
  test('too few or too small ones are joined by others of the size that is needed', () => {
    expect(commands({nodes: [node('a'), node('b', {memory: 2048})]})).toEqual([
      'flotilla node add -p dev --count 2 --cpus 2 --memory 4096',
    ]);
    expect(commands({nodes: [node('a')]}, {sizes: {}})).toEqual(['flotilla node add -p dev --count 2']);
  });

  test('a tainted control plane does not count, and is not asked for pods where the preset has one', () => {
    const nodes = [node('a', {tainted: true}), node('b'), node('c')];
    expect(commands({nodes}, {taintControlPlanes: true})).toEqual([]);
    expect(commands({nodes})).toEqual(['flotilla node add -p dev --count 1 --cpus 2 --memory 4096']);
  });

  test('those that are down or cordoned are called back first, and no more of them than needed', () => {
    const nodes = [node('a'), node('b', {ready: false}), node('c', {cordoned: true}), node('d', {cordoned: true})];
    expect(commands({nodes})).toEqual(['flotilla start -p dev', 'flotilla kubectl -p dev -- uncordon c']);
  });
});

test('each lack has its command', () => {
  expect(commands({tunnel: false})).toEqual(['flotilla start -p dev --tunnel']);
  expect(commands({addons: new Set(['storage-provisioner'])})).toEqual(['flotilla addons enable metrics-server -p dev']);
  expect(commands({addons: new Set(['metrics-server'])})).toEqual(['flotilla addons enable storage-provisioner -p dev']);
  expect(commands({images: new Set(['docker.io/library/redis:latest'])})).toEqual(['flotilla image build -p dev --sample redis']);
  expect(commands({profiles: new Set()})).toEqual(['flotilla apparmor load -p dev deny-write']);
});

test('a default class is marked, or made anew', () => {
  const patch =
    'flotilla kubectl -p dev -- patch storageclass standard -p \'{"metadata":{"annotations":{"storageclass.kubernetes.io/is-default-class":"true"}}}\'';
  expect(commands({storageClasses: [{...standard, isDefault: false}]})).toEqual([patch]);
  expect(commands({storageClasses: []})).toEqual([
    'flotilla addons disable storage-provisioner -p dev',
    'flotilla addons enable storage-provisioner -p dev',
  ]);
  expect(commands({storageClasses: [{...standard, name: 'mine'}]})).toEqual([]);
});

describe('a default class of volumes that every node sees', () => {
  const toShared = (...storageClasses: readonly FoundClass[]): readonly string[] => commands({storageClasses}, {storageClass: 'shared'});
  const make =
    /^echo '\{.*"name":"shared".*is-default-class":"true".*"provisioner":"k8s.io\/minikube-hostpath".*' \| flotilla kubectl -p dev -- apply -f -$/;
  const unmark = (name: string): string =>
    `flotilla kubectl -p dev -- patch storageclass ${name} -p '{"metadata":{"annotations":{"storageclass.kubernetes.io/is-default-class":"false"}}}'`;

  test('is made where the default one keeps them on a node, or where there is none', () => {
    expect(toShared(standard)).toEqual([expect.stringMatching(make), unmark('standard')]);
    expect(toShared({...shared, isDefault: false}, {...standard, isDefault: false})).toEqual([expect.stringMatching(make)]);
  });

  test('is there when claims get it, whatever its name, although an older one is marked too', () => {
    expect(toShared(shared, standard)).toEqual([]);
    expect(toShared({name: 'nfs', isDefault: true, provisioner: 'nfs.example.org'}, {...standard, isDefault: false})).toEqual([]);
  });

  test('gets its turn when a newer one is marked', () => expect(toShared(standard, shared)).toEqual([unmark('standard')]));
});

test('a kernel without AppArmor is said, and no command is made up', () => {
  expect(findLacks(needs, {...whole, profiles: undefined})).toEqual([
    {what: 'apparmor', found: "the kernel of the container engine's machine has no AppArmor", commands: []},
  ]);
});

test('what is lacking and how to add it is printed', () => {
  const lacks = findLacks(needs, {...whole, tunnel: false});
  const text = checkedText({preset: 'some', cluster: 'dev', lacks, commands: lacks.flatMap((lack) => lack.commands)});
  expect(text.split('\n')).toEqual([
    'The cluster "dev" lacks what the preset some needs:',
    '  tunnel: Services of type LoadBalancer get no address',
    'To add it:',
    '  flotilla start -p dev --tunnel',
  ]);
});

/** What the commands about nodes do. */
function obey(nodes: readonly FoundNode[], command: string): readonly FoundNode[] {
  const uncordoned = / uncordon (\S+)$/.exec(command)?.[1];
  if (uncordoned !== undefined) return nodes.map((one) => (one.name === uncordoned ? {...one, cordoned: false} : one));
  const count = Number(/ node add .*--count (\d+)/.exec(command)?.[1] ?? 0);
  if (count > 0) return [...nodes, ...Array.from({length: count}, (_, index) => node(`new${index}`))];
  return nodes.map((one) => ({...one, ready: true}));
}

test('whatever nodes there are, the commands lead to enough of them, in at most two rounds', () =>
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          name: fc.uuid(),
          ready: fc.boolean(),
          cordoned: fc.boolean(),
          tainted: fc.boolean(),
          cpus: fc.constantFrom(1, 2),
          memory: fc.constantFrom(2048, 8192),
        }),
        {maxLength: 6},
      ),
      fc.integer({min: 1, max: 6}),
      fc.boolean(),
      (nodes, wanted, taintControlPlanes) => {
        let now: readonly FoundNode[] = nodes;
        for (let round = 0; round < 2; round++)
          for (const command of commands({nodes: now}, {nodes: wanted, taintControlPlanes})) now = obey(now, command);
        expect(commands({nodes: now}, {nodes: wanted, taintControlPlanes})).toEqual([]);
      },
    ),
  ));
