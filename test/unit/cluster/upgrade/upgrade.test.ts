import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {ClusterState, NodeState} from '../../../../src/cluster/state/cluster-state.ts';
import {imageAliases} from '../../../../src/cluster/upgrade/image-aliases.ts';
import {renameImages} from '../../../../src/cluster/upgrade/rename-images.ts';
import {checkUpgrade, clusterVersion, compareVersions, outdatedNodes} from '../../../../src/cluster/upgrade/versions.ts';
import {samplePlan} from '../../../fakes/sample-plan.ts';

const versions = fc.tuple(fc.nat(60), fc.nat(20)).map(([minor, patch]) => `v1.${minor}.${patch}`);

/** Nodes of these versions, in the order of their numbers: two control planes and workers. */
function nodesOf(...all: readonly (string | undefined)[]): NodeState[] {
  const {nodes} = samplePlan({nodes: all.length, controlPlanes: 2});
  return nodes.map(({name, index, spec}, place) => {
    const version = all[place];
    const container = {
      id: name,
      name,
      image: 'i',
      labels: {'dev.flotilla.node-image': version ?? ''},
      state: 'running',
      ipv4: {},
      ports: [],
    } as const;
    return {name, index, spec, ...(version === undefined ? {} : {container})};
  });
}

const state = (...all: readonly (string | undefined)[]): ClusterState => ({name: 'dev', nodes: nodesOf(...all), complete: true});

describe('versions', () => {
  it('are in the order of their numbers, not of their text', () => {
    expect(['v1.9.10', 'v1.36.3', 'v1.9.9'].toSorted(compareVersions)).toEqual(['v1.9.9', 'v1.9.10', 'v1.36.3']);
  });

  it('are in one order, whichever is asked first', () => {
    fc.assert(fc.property(versions, versions, (a, b) => Math.sign(compareVersions(a, b)) === -Math.sign(compareVersions(b, a)) || a === b));
  });
});

describe('the version of a cluster', () => {
  it('is the newest of its nodes: an interrupted upgrade goes on', () => {
    expect(clusterVersion(nodesOf('v1.36.3', 'v1.37.2', 'v1.36.3'), 'v1.36.3')).toBe('v1.37.2');
  });

  it('is what it was made with when no container is left', () => {
    expect(clusterVersion(nodesOf(undefined, undefined), 'v1.36.3')).toBe('v1.36.3');
  });
});

describe('an upgrade', () => {
  it.each([
    ['v1.36.3', 'v1.36.3'],
    ['v1.36.3', 'v1.36.4'],
    ['v1.36.3', 'v1.37.0'],
  ])('from %s to %s is possible', (from, to) => expect(() => checkUpgrade('dev', from, to)).not.toThrow());

  it.each([
    ['v1.36.3', 'v1.36.2', /older version/],
    ['v1.37.0', 'v1.36.9', /older version/],
    ['v1.35.1', 'v1.37.0', /one minor version at a time/],
  ])('from %s to %s is refused', (from, to, why) => {
    expect(() => checkUpgrade('dev', from, to)).toThrow(
      expect.objectContaining({id: 'E_VERSION_UNSUPPORTED', message: expect.stringMatching(why)}),
    );
  });

  it('takes control planes first, and none that is there already or has no container', () => {
    const outdated = outdatedNodes(state('v1.36.3', 'v1.36.3', 'v1.36.3', 'v1.37.2', undefined), 'v1.37.2');
    expect(outdated.map(({name}) => name)).toEqual(['dev-control-plane', 'dev-control-plane2', 'dev-worker']);
  });
});

describe('images of an upgraded node', () => {
  const older = ['registry.k8s.io/kube-proxy:v1.36.3', 'registry.k8s.io/pause:3.10', 'docker.io/library/gone:1'];
  const newer = ['registry.k8s.io/kube-proxy:v1.37.2', 'registry.k8s.io/pause:3.10', 'registry.k8s.io/kube-apiserver:v1.37.2'];

  it('are known by the names that the other nodes still use', () => {
    expect(imageAliases(older, newer)).toBe('registry.k8s.io/kube-proxy:v1.37.2 registry.k8s.io/kube-proxy:v1.36.3\n');
  });

  it('replace those of the system wherever they are named, and nothing that the user has put there', () => {
    const manifest = JSON.stringify({image: 'registry.k8s.io/kube-proxy:v1.36.3', imagePullPolicy: 'Never'});
    const spec = {
      initContainers: [{name: 'init', image: 'registry.k8s.io/kube-proxy:v1.36.3'}],
      containers: [
        {name: 'proxy', image: 'registry.k8s.io/kube-proxy:v1.36.3', args: ['--helper-image=registry.k8s.io/kube-proxy:v1.36.3', '--v=2']},
        {name: 'other', image: 'example.org/registry.k8s.io/kube-proxy:v1.36.3'},
        {name: 'pause', image: 'registry.k8s.io/pause:3.10'},
      ],
      manifest,
    };
    const text = JSON.stringify(renameImages(spec, newer));
    expect(text.match(/[\w./-]*kube-proxy:v[\d.]+/g)).toEqual([
      'registry.k8s.io/kube-proxy:v1.37.2',
      'registry.k8s.io/kube-proxy:v1.37.2',
      'registry.k8s.io/kube-proxy:v1.37.2',
      'example.org/registry.k8s.io/kube-proxy:v1.36.3',
      'registry.k8s.io/kube-proxy:v1.37.2',
    ]);
    expect(JSON.parse(renameImages(spec, newer).manifest)).toMatchObject({imagePullPolicy: 'Never'});
  });

  it('are the same object when there is nothing newer', () => {
    const spec = {containers: [{image: 'registry.k8s.io/pause:3.10'}, {image: 'registry.k8s.io/kube-proxy-other:v1'}]};
    expect(renameImages(spec, newer)).toBe(spec);
  });
});
