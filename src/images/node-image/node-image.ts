import type {CallOptions, Engine, Image} from '../../engine/engine.ts';

/** Labels of a node image. */
export const nodeImageLabel = {
  /** Kubernetes version, `v1.37.2`. */
  version: 'dev.flotilla.node-image',
  /** Key of the recipe it was made from; another key means that this Flotilla would make it differently. */
  recipe: 'dev.flotilla.node-image.recipe',
  /** `go` or `release`. */
  source: 'dev.flotilla.node-image.source',
  /** References of the container images inside, as JSON. */
  contents: 'dev.flotilla.node-image.contents',
} as const;

export const nodeImageRepository = 'flotilla/node';
/** Of the image that a builder container starts from, while a build goes on. */
export const plainRepository = `${nodeImageRepository}-plain`;

/** `flotilla/node:v1.37.2` */
export const nodeImageReference = (kubernetesVersion: string): string => `${nodeImageRepository}:${kubernetesVersion}`;

/** A reference in its parts; the tag is `latest` when it names none. A colon before the last slash belongs to a registry's port. */
export function splitReference(reference: string): {readonly repository: string; readonly tag: string} {
  const [, repository = reference, tag = 'latest'] = /^(.*?)(?::([^:/]+))?$/.exec(reference) ?? [];
  return {repository, tag};
}

export interface NodeImage {
  readonly reference: string;
  readonly id: string;
  readonly kubernetesVersion: string;
  readonly recipe: string;
  readonly source: string;
  readonly contents: readonly string[];
  readonly sizeBytes: number;
  readonly created: string;
}

/** All node images of the engine, newest first. */
export async function listNodeImages(engine: Engine, options: CallOptions): Promise<NodeImage[]> {
  const images = await engine.images.list({[nodeImageLabel.version]: true}, options);
  return images
    .filter(({tags}) => tags.length > 0)
    .map(toNodeImage)
    .toSorted((a, b) => b.created.localeCompare(a.created));
}

/** A node image by reference, when the engine has it and it is one. */
export async function findNodeImage(engine: Engine, reference: string, options: CallOptions): Promise<NodeImage | undefined> {
  const image = await engine.images.inspect(reference, options);
  return image?.labels[nodeImageLabel.version] === undefined ? undefined : {...toNodeImage(image), reference};
}

function toNodeImage(image: Image): NodeImage {
  return {
    reference: image.tags[0] ?? image.id,
    id: image.id,
    kubernetesVersion: image.labels[nodeImageLabel.version] ?? '',
    recipe: image.labels[nodeImageLabel.recipe] ?? '',
    source: image.labels[nodeImageLabel.source] ?? '',
    contents: JSON.parse(image.labels[nodeImageLabel.contents] ?? '[]') as string[],
    sizeBytes: image.sizeBytes,
    created: image.created,
  };
}
