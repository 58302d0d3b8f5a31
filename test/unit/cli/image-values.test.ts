import {describe, expect, it} from 'vitest';
import {renderImageList} from '../../../src/cli/render/image-list.ts';
import {buildOptions} from '../../../src/cli/values/build-options.ts';
import {mergeImages} from '../../../src/cluster/images/list-images.ts';
import {namesOf} from '../../../src/cluster/images/remove-images.ts';

const pause = {id: `sha256:${'1'.repeat(64)}`, repoTags: ['registry.k8s.io/pause:3.10.2'], repoDigests: [], size: '1536', pinned: true};
const app = {id: `sha256:${'a'.repeat(64)}`, repoTags: ['docker.io/library/app:1'], repoDigests: null, size: '2097152'};
const images = mergeImages([
  {name: 'x-control-plane', images: [pause, app]},
  {name: 'x-worker', images: [pause, {...app, repoTags: ['docker.io/library/app:1', 'docker.io/library/app:2']}]},
]);

describe('a list of images', () => {
  it('has each image once, with all its names', () => {
    expect(images).toEqual([
      {...pause, id: '1'.repeat(64), nodes: ['x-control-plane', 'x-worker']},
      {
        id: 'a'.repeat(64),
        repoTags: ['docker.io/library/app:1', 'docker.io/library/app:2'],
        repoDigests: [],
        size: '2097152',
        nodes: ['x-control-plane', 'x-worker'],
        pinned: false,
      },
    ]);
  });

  it("is printed in minikube's forms", () => {
    expect(renderImageList(images, 'short')).toBe('registry.k8s.io/pause:3.10.2\ndocker.io/library/app:2\ndocker.io/library/app:1');
    expect(JSON.parse(renderImageList(images, 'json'))).toEqual(
      images.map(({id, repoDigests, repoTags, size}) => ({id, repoDigests, repoTags, size})),
    );
    expect(renderImageList(images, 'yaml')).toContain('repoTags:\n    - registry.k8s.io/pause:3.10.2\n');
    expect(renderImageList(images, 'table').split('\n')[1]).toMatch(/^registry\.k8s\.io\/pause +3\.10\.2 +1{13} +1\.5 KiB +2$/);
  });
});

describe('what to remove', () => {
  it('is a name, or all names of an id', () => {
    expect(namesOf('app:1', images, [])).toEqual(['docker.io/library/app:1']);
    expect(namesOf('aaaaaaaaaaaa', images, [])).toEqual(['docker.io/library/app:1', 'docker.io/library/app:2']);
    expect(namesOf('gone', images, ['docker.io/library/gone:latest'])).toEqual(['docker.io/library/gone:latest']);
  });

  it('is neither unknown nor part of the node image', () => {
    expect(() => namesOf('nowhere', images, [])).toThrow(expect.objectContaining({id: 'E_IMAGE_NOT_FOUND'}));
    expect(() => namesOf('registry.k8s.io/pause:3.10.2', images, [])).toThrow(expect.objectContaining({id: 'E_IMAGE_PINNED'}));
  });
});

describe('options of a build', () => {
  it("are our flags and minikube's words", () => {
    const flags = {'build-arg': ['A=1'], target: 'final'};
    expect(buildOptions(['build-arg=B=x=y', 'no-cache'], flags)).toEqual({buildArgs: {A: '1', B: 'x=y'}, noCache: true, target: 'final'});
    expect(buildOptions([], {})).toEqual({buildArgs: {}, noCache: false});
  });

  it('are refused when they are not known', () => {
    expect(() => buildOptions(['squash'], {})).toThrow(expect.objectContaining({id: 'E_USAGE'}));
    expect(() => buildOptions([], {'build-arg': ['NOT_SET_ANYWHERE']})).toThrow(expect.objectContaining({id: 'E_USAGE'}));
  });
});
