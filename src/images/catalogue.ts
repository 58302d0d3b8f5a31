import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {parse} from 'yaml';
import {z} from 'zod';
import {AppError} from '../errors/app-error.ts';
import {type Catalogue, type CatalogueComponent, catalogueSchema} from './catalogue-schema.ts';
import {fillTemplates} from './fill-template.ts';
import {imagesFolder} from './images-folder.ts';

/** A component of one version: every template is filled but `${date}`, `${url}` and the mirrors, which only the sources know. */
export interface Component extends Omit<CatalogueComponent, 'version'> {
  /** With the v: "v1.37.2". */
  readonly version: string;
}

/**
 * Reads images/components.yaml.
 * @throws AppError E_CONFIG that names every wrong place; E_FILE when it cannot be read.
 */
export async function readCatalogue(file: string = join(imagesFolder(), 'components.yaml')): Promise<Catalogue> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new AppError('E_FILE', `The component catalogue ${file} cannot be read.`, {cause});
  });
  return parseCatalogue(text, file);
}

/** @throws AppError E_CONFIG; `file` is only for the message. */
export function parseCatalogue(text: string, file: string): Catalogue {
  let raw: unknown;
  try {
    raw = parse(text, {merge: true});
  } catch (cause) {
    throw new AppError('E_CONFIG', `The component catalogue ${file} is not YAML.`, {cause});
  }
  const result = catalogueSchema.safeParse(raw);
  if (result.success) return result.data;
  throw new AppError('E_CONFIG', `The component catalogue ${file} is not valid.`, {details: z.prettifyError(result.error).split('\n')});
}

/**
 * All components with the versions they have beside this Kubernetes, core and addon ones, in the catalogue's order.
 * @throws AppError E_VERSION_UNSUPPORTED when a component has no version for that minor.
 */
export function componentsFor(catalogue: Catalogue, kubernetesVersion: string, architecture: string): Component[] {
  return catalogue.components.map((component) => {
    const version = versionOf(component, kubernetesVersion);
    return {...fillTemplates(component, {...versionParts(version), arch: architecture}), version};
  });
}

function versionOf(component: CatalogueComponent, kubernetesVersion: string): string {
  const {major, minor} = versionParts(kubernetesVersion);
  if (component.version === 'kubernetes') return kubernetesVersion;
  if (typeof component.version === 'string') return component.version;
  const known = component.version.byKubernetes;
  const version = known[`${major}.${minor}`];
  if (version) return version;
  throw new AppError('E_VERSION_UNSUPPORTED', `No version of ${component.name} is known for Kubernetes ${kubernetesVersion}.`, {
    hints: [`Supported are Kubernetes ${Object.keys(known).join(', ')}: flotilla start --kubernetes-version v${Object.keys(known)[0]}.x`],
  });
}

/** "v1.37.2" as the values that templates use. @throws AppError E_USAGE for anything that is not vX.Y.Z. */
export function versionParts(version: string): {version: string; number: string; major: string; minor: string; patch: string} {
  const match = /^v(\d+)\.(\d+)\.(\d+)$/.exec(version);
  if (!match) throw new AppError('E_USAGE', `"${version}" is not a version such as v1.37.2.`);
  const [, major = '', minor = '', patch = ''] = match;
  return {version, number: version.slice(1), major, minor, patch};
}
