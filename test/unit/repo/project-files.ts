import {globSync} from 'node:fs';
import {join} from 'node:path';

export const repo = join(import.meta.dirname, '../../..');

const made = new Set(['node_modules', '.git', 'dist', 'coverage']);

/** Paths of the project's own files, relative to its root: nothing that was installed or built. */
export function projectFiles(pattern = '**/*'): string[] {
  return globSync(pattern, {
    cwd: repo,
    withFileTypes: true,
    exclude: ({name}) => made.has(name) || name.startsWith('dist.'),
  })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(repo.length + 1))
    .toSorted();
}
