/**
 * Names under which a node of a newer image must also know its images: those of the older image's that the system's pods still ask for while
 * other nodes have the older one. Lines of `NEW OLD`.
 */
export function imageAliases(older: readonly string[], newer: readonly string[]): string {
  return older
    .filter((reference) => !newer.includes(reference))
    .flatMap((reference) => {
      const replacement = newer.find((candidate) => repositoryOf(candidate) === repositoryOf(reference));
      return replacement === undefined ? [] : [`${replacement} ${reference}\n`];
    })
    .join('');
}

/** A reference without its tag. */
export const repositoryOf = (reference: string): string => reference.replace(/:[^:/]+$/, '');
