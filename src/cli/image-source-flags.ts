import {Flags} from '@oclif/core';

/** Where components of a node image come from; shared by `start` and `node-image build`. */
export const imageSourceFlags = {
  'image-source': Flags.option({options: ['auto', 'go', 'release'] as const})({
    default: 'auto',
    env: 'FLOTILLA_IMAGE_SOURCE',
    summary: 'Where components come from: published releases, their Go modules, or the first that works.',
  }),
  'binary-mirror': Flags.string({env: 'FLOTILLA_BINARY_MIRROR', helpValue: 'URL', summary: 'Mirror of the Kubernetes download site.'}),
  'image-repository': Flags.string({env: 'FLOTILLA_IMAGE_REPOSITORY', helpValue: 'REGISTRY', summary: 'Registry to take images from.'}),
} as const;

/** The values of these flags as the build takes them. */
export function imageSourceInput(flags: {
  readonly 'image-source': 'auto' | 'go' | 'release';
  readonly 'binary-mirror'?: string | undefined;
  readonly 'image-repository'?: string | undefined;
}): {readonly source: 'auto' | 'go' | 'release'; readonly binaryMirror?: string; readonly imageRepository?: string} {
  const {'image-source': source, 'binary-mirror': binaryMirror, 'image-repository': imageRepository} = flags;
  return {source, ...(binaryMirror === undefined ? {} : {binaryMirror}), ...(imageRepository === undefined ? {} : {imageRepository})};
}
