import {isMap} from 'yaml';
import {AppError} from '../../errors/app-error.ts';
import {findItem, type KubeconfigDocument, type KubeconfigSection} from './kubeconfig-document.ts';

export const kubeconfigSections = {clusters: 'cluster', users: 'user', contexts: 'context'} as const satisfies Record<
  KubeconfigSection,
  string
>;

/** kubectl keeps extensions it does not know; this one says that an item is ours to change and to remove. */
export const ownMark = {name: 'flotilla.dev', extension: {provider: 'flotilla.dev'}} as const;

export type Owner = 'nobody' | 'us' | 'another';

/** Whose the item of this name is. */
export function ownerOf(file: KubeconfigDocument, section: KubeconfigSection, name: string): Owner {
  const item = findItem(file, section, name);
  if (item === undefined) return 'nobody';
  const body = item.get(kubeconfigSections[section]);
  const plain: unknown = isMap(body) ? body.toJS(file.document) : undefined;
  const extensions =
    plain !== null && typeof plain === 'object' && 'extensions' in plain && Array.isArray(plain.extensions) ? plain.extensions : [];
  return extensions.some((extension: unknown) => isNamed(extension, ownMark.name)) ? 'us' : 'another';
}

/** @throws AppError E_KUBECONFIG when the user has a context, cluster or user of this name that is not ours, which would be lost. */
export function assertReplaceable(file: KubeconfigDocument, name: string): void {
  for (const [section, word] of [
    ['contexts', 'context'],
    ['clusters', 'cluster'],
    ['users', 'user'],
  ] as const) {
    if (ownerOf(file, section, name) !== 'another') continue;
    throw new AppError(
      'E_KUBECONFIG',
      `The kubeconfig file ${file.path} has a ${word} "${name}" that does not belong to Flotilla, so it is not replaced.`,
      {
        hints: [
          'choose another name for the cluster: flotilla start -p NAME',
          `if you do not need it: kubectl config delete-${word} ${name}`,
        ],
      },
    );
  }
}

function isNamed(value: unknown, name: string): boolean {
  return value !== null && typeof value === 'object' && 'name' in value && value.name === name;
}
