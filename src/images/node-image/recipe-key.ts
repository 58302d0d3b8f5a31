import {join} from 'node:path';
import {contentKey} from '../content-key.ts';
import {folderDigest} from '../sources/go/folder-digest.ts';
import {fileDigest} from './file-digest.ts';

/** Names what a node image is made from: the files of images/node, the catalogue, the version. Cheap enough for every `start`. */
export async function nodeImageRecipe(folder: string, kubernetesVersion: string): Promise<string> {
  const [node, pause, catalogue] = await Promise.all([
    folderDigest(join(folder, 'node')),
    folderDigest(join(folder, 'pause')),
    fileDigest(join(folder, 'components.yaml')),
  ]);
  return contentKey({node, pause, catalogue, kubernetesVersion});
}
