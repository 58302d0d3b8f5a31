import {existsSync} from 'node:fs';
import {dirname, join} from 'node:path';

/** The folder that holds package.json, images/ and addons/, seen from the source tree as from the bundle. */
export function packageRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}
