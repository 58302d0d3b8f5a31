import {Flags} from '@oclif/core';
import type {BuildNodeImageInput} from '../images/node-image/build-node-image.ts';

/** Where components of a node image come from; shared by `start` and `node-image build`. */
export const imageSourceFlags = {
  'image-source': Flags.option({options: ['auto', 'go', 'release'] as const})({
    default: 'auto',
    env: 'FLOTILLA_IMAGE_SOURCE',
    summary: 'Where components come from: published releases, their Go modules, or the first that works.',
  }),
  'binary-mirror': Flags.string({env: 'FLOTILLA_BINARY_MIRROR', helpValue: 'URL', summary: 'Mirror of the Kubernetes download site.'}),
  'release-mirror': Flags.string({
    env: 'FLOTILLA_RELEASE_MIRROR',
    helpValue: 'URL',
    summary: 'Mirror of the site that has the releases of containerd, runc, crictl and the CNI plugins.',
  }),
  'image-repository': Flags.string({env: 'FLOTILLA_IMAGE_REPOSITORY', helpValue: 'REGISTRY', summary: 'Registry to take images from.'}),
} as const;

/** The values of these flags as the build takes them. */
export function imageSourceInput(flags: {
  readonly 'image-source': 'auto' | 'go' | 'release';
  readonly 'binary-mirror'?: string | undefined;
  readonly 'release-mirror'?: string | undefined;
  readonly 'image-repository'?: string | undefined;
}): Omit<BuildNodeImageInput, 'kubernetesVersion'> {
  const {
    'image-source': source,
    'binary-mirror': binaryMirror,
    'release-mirror': releaseMirror,
    'image-repository': imageRepository,
  } = flags;
  return {
    source,
    ...(binaryMirror === undefined ? {} : {binaryMirror}),
    ...(releaseMirror === undefined ? {} : {releaseMirror}),
    ...(imageRepository === undefined ? {} : {imageRepository}),
  };
}
