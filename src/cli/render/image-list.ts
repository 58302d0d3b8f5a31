import {stringify} from 'yaml';
import type {NodeImage} from '../../cluster/images/list-images.ts';
import {formatBytes} from './bytes.ts';
import {renderTable} from './table.ts';

export const imageListFormats = ['short', 'table', 'json', 'yaml'] as const;
export type ImageListFormat = (typeof imageListFormats)[number];

/** Images in the forms that minikube has: the same words, order and fields. */
export function renderImageList(images: readonly NodeImage[], format: ImageListFormat): string {
  const plain = images.map(({id, repoDigests, repoTags, size}) => ({id, repoDigests, repoTags, size}));
  if (format === 'json') return JSON.stringify(plain);
  if (format === 'yaml') return stringify(plain);
  if (format === 'short')
    return images
      .flatMap(({repoTags}) => repoTags)
      .toSorted()
      .reverse()
      .join('\n');
  const rows = images.flatMap((image) => (image.repoTags.length > 0 ? image.repoTags : ['<none>:<none>']).map((tag) => rowOf(tag, image)));
  return renderTable(['Image', 'Tag', 'Image ID', 'Size', 'Nodes'], rows);
}

function rowOf(name: string, {id, size, nodes}: NodeImage): string[] {
  const colon = name.lastIndexOf(':');
  return [name.slice(0, colon), name.slice(colon + 1), id.slice(0, 13), formatBytes(Number(size)), String(nodes.length)];
}
