import {repositoryOf} from './image-aliases.ts';

/**
 * A JSON value in which every reference to an image that is there in another version, wherever a text has one, names that version: in
 * `image`, in arguments, in manifests within ConfigMaps. The value itself when there is none.
 */
export function renameImages<T extends object>(value: T, contents: readonly string[]): T {
  const before = JSON.stringify(value);
  const after = contents.reduce((text, reference) => text.replaceAll(olderOf(reference), () => reference), before);
  return after === before ? value : (JSON.parse(after) as T);
}

/** A repository's name with any tag, and nothing of a longer name before it. */
function olderOf(reference: string): RegExp {
  const repository = repositoryOf(reference).replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  return new RegExp(`(?<![\\w./-])${repository}:[\\w][\\w.-]*`, 'g');
}
