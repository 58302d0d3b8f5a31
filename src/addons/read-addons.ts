import {existsSync} from 'node:fs';
import {readdir, readFile} from 'node:fs/promises';
import {basename, dirname, join, resolve} from 'node:path';
import {parse} from 'yaml';
import {z} from 'zod';
import {AppError} from '../errors/app-error.ts';
import {imagesFolder} from '../images/images-folder.ts';
import type {KubeObject} from '../kube/kube-types.ts';
import {parseManifests} from '../kube/manifests/parse-manifests.ts';
import {type AddonFile, addonSchema} from './addon-schema.ts';
import {builtInObjects} from './built-in-objects.ts';

export interface Addon extends AddonFile {
  readonly name: string;
  /** What is applied, as it is written. */
  readonly objects: readonly KubeObject[];
}

export type AddonCatalogue = ReadonlyMap<string, Addon>;

/** All addons that this package brings. @throws AppError E_CONFIG that names the wrong place. */
export async function readAddons(folder: string = addonsFolder()): Promise<AddonCatalogue> {
  const names = (await readdir(folder, {withFileTypes: true})).filter((entry) => entry.isDirectory()).map(({name}) => name);
  const addons = await Promise.all(names.sort().map((name) => readAddon(join(folder, name))));
  return new Map(addons.map((addon) => [addon.name, addon]));
}

/** The addons of these names, and of these folders of the user's own, each after what it needs. @throws AppError E_ADDON_NOT_FOUND. */
export async function chosenAddons(words: readonly string[], catalogue: AddonCatalogue): Promise<Addon[]> {
  const own = new Map<string, Addon>();
  for (const word of words) if (/[/\\]/.test(word)) own.set(word, await readAddon(resolve(word)));
  const chosen = new Map<string, Addon>();
  const add = (word: string): void => {
    const addon = own.get(word) ?? theAddon(word, catalogue);
    if (chosen.has(addon.name)) return;
    for (const needed of [...addon.needs, ...addon.members]) add(needed);
    if (addon.members.length === 0) chosen.set(addon.name, addon);
  };
  for (const word of words) add(word);
  return [...chosen.values()];
}

/** @throws AppError E_ADDON_NOT_FOUND. */
export function theAddon(name: string, catalogue: AddonCatalogue): Addon {
  const addon = catalogue.get(name);
  if (addon) return addon;
  throw new AppError('E_ADDON_NOT_FOUND', `There is no addon "${name}".`, {
    hints: ['flotilla addons list', 'flotilla addons enable ./FOLDER, for one of your own'],
  });
}

async function readAddon(folder: string): Promise<Addon> {
  const file = join(folder, 'addon.yaml');
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new AppError('E_FILE', `The addon's description ${file} cannot be read.`, {cause});
  });
  const result = addonSchema.safeParse(parse(text));
  if (!result.success) {
    throw new AppError('E_CONFIG', `The addon's description ${file} is not valid.`, {details: z.prettifyError(result.error).split('\n')});
  }
  const {builtIn, options, ports} = result.data;
  const unknown = ports.flatMap(({host, node}) => [host, node]).find((name) => options[name]?.type !== 'integer');
  if (unknown !== undefined) throw new AppError('E_CONFIG', `The addon's description ${file} has no option "${unknown}" that is a number.`);
  if (builtIn !== undefined) return {...result.data, name: basename(folder), objects: await builtInObjects(builtIn)};
  const manifests = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name) && name !== 'addon.yaml').sort();
  const objects: KubeObject[] = [];
  for (const name of manifests) objects.push(...parseManifests(await readFile(join(folder, name), 'utf8'), join(folder, name)));
  return {...result.data, name: basename(folder), objects};
}

function addonsFolder(): string {
  const folder = join(dirname(imagesFolder()), 'addons');
  if (!existsSync(folder)) throw new AppError('E_INTERNAL', `The folder ${folder} is missing.`);
  return folder;
}
