import {mirrorReference} from '../images/sources/release/image-reference.ts';
import type {KubeObject} from '../kube/kube-types.ts';

/** An image that a container of an addon runs. */
export interface AddonImage {
  /** Of the container, as `kubectl set image` has it. */
  readonly name: string;
  readonly image: string;
}

export interface ImageChoice {
  /** Whole references, by name of the container. */
  readonly images: Readonly<Record<string, string>>;
  /** Hosts of registries, by name of the container. */
  readonly registries: Readonly<Record<string, string>>;
}

interface Container {
  readonly name: string;
  readonly image?: string;
}

interface PodHolder extends KubeObject {
  readonly spec?: {readonly template?: {readonly spec?: PodSpec}};
}

interface PodSpec {
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
}

/** The images of an addon's programs, each name once. */
export function imagesOf(objects: readonly KubeObject[]): AddonImage[] {
  const all = objects.flatMap((object) => containersOf(object).map(({name, image = ''}) => [name, {name, image}] as const));
  return [...new Map(all).values()].filter(({image}) => image !== '');
}

/**
 * What the containers of an addon run instead: those that it was enabled with and those of now, which win. A name without a value takes the
 * choice back.
 */
export function chooseImages(
  objects: readonly KubeObject[],
  {images, registries}: ImageChoice,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const known = imagesOf(objects);
  const chosen = Object.fromEntries(Object.entries(before).filter(([name]) => known.some((one) => one.name === name)));
  for (const one of known) {
    const image = valueFor(one, images);
    const host = valueFor(one, registries);
    if (image === '') delete chosen[one.name];
    else if (image !== undefined) chosen[one.name] = image;
    if (host !== undefined) chosen[one.name] = mirrorReference(chosen[one.name] ?? one.image, host);
  }
  return chosen;
}

/** Objects whose containers run these images. */
export function withImages(objects: readonly KubeObject[], images: Readonly<Record<string, string>>): readonly KubeObject[] {
  if (Object.keys(images).length === 0) return objects;
  const changed = (all?: readonly Container[]) => all?.map((one) => ({...one, image: images[one.name] ?? one.image}));
  return objects.map((object) => {
    const {spec} = object as PodHolder;
    const pod = spec?.template?.spec;
    if (!pod) return object;
    const {containers, initContainers} = pod;
    const now = {
      ...pod,
      ...(containers && {containers: changed(containers)}),
      ...(initContainers && {initContainers: changed(initContainers)}),
    };
    return {...object, spec: {...spec, template: {...spec?.template, spec: now}}} as KubeObject;
  });
}

/** Whether a user means this image; names may be spelt as minikube has them: MetricsServer for metrics-server. */
export const isNameOf = (name: string, image: AddonImage): boolean => plain(image.name) === plain(name);

const valueFor = (image: AddonImage, choice: Readonly<Record<string, string>>): string | undefined =>
  Object.entries(choice).find(([name]) => isNameOf(name, image))?.[1];

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

function containersOf(object: KubeObject): readonly Container[] {
  const pod = (object as PodHolder).spec?.template?.spec;
  return [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])];
}
