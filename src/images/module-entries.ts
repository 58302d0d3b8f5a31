import {readdir, stat} from 'node:fs/promises';
import {join, posix, relative} from 'node:path';
import {AppError} from '../errors/app-error.ts';
import type {Component} from './catalogue.ts';
import {fileContent, fileEntry, type LayerEntry} from './oci/layer-entry.ts';

/** Folders of a module that no program reads when it runs. */
const unread = /(^|\/)(test|testdata|_meta)(\/|$)|\.go$/;

/** The files of a component's Go module that belong into its image. */
export async function moduleEntries(
  component: Component,
  {moduleFolder}: {moduleFolder?(component: Component): Promise<string>},
): Promise<LayerEntry[]> {
  const wanted = Object.entries(component.image?.moduleFiles ?? {});
  if (wanted.length === 0) return [];
  if (!moduleFolder) throw new AppError('E_INTERNAL', `${component.name} has files of a Go module, and nobody knows where that is.`);
  const root = await moduleFolder(component);
  return (await Promise.all(wanted.map(([path, folder]) => entriesOf(path, join(root, folder))))).flat();
}

async function entriesOf(path: string, folder: string): Promise<LayerEntry[]> {
  const found = await readdir(folder, {recursive: true, withFileTypes: true});
  const files = found.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  const read = files.filter((name) => !unread.test(name)).sort();
  return Promise.all(
    read.map(async (name) => fileEntry(posix.join(path, name), fileContent(join(folder, name), (await stat(join(folder, name))).size))),
  );
}
