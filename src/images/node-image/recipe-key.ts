import {join} from 'node:path';
import {contentKey} from '../content-key.ts';
import {folderDigest} from '../sources/go/folder-digest.ts';
import {fileDigest} from './file-digest.ts';

/** What images/node and the programs of ours are made from that a node image has. */
const folders = ['node', 'pause', 'tunnel', 'image-service'] as const;

/** Names what a node image is made from: our own files, the catalogue, the version. Cheap enough for every `start`. */
export async function nodeImageRecipe(folder: string, kubernetesVersion: string): Promise<string> {
  const [catalogue, ...own] = await Promise.all([
    fileDigest(join(folder, 'components.yaml')),
    ...folders.map((name) => folderDigest(join(folder, name))),
  ]);
  return contentKey({own, catalogue, kubernetesVersion});
}
