import {clearCurrentContext, putEntry, removeEntry} from './edit-kubeconfig.ts';
import {
  currentContext,
  findItem,
  type KubeconfigDocument,
  parseKubeconfigDocument,
  renderKubeconfigDocument,
  setCurrentContext,
} from './kubeconfig-document.ts';
import type {KubeconfigEntry, KubeconfigSource} from './kubeconfig-entry.ts';
import {withKubeconfigLock} from './kubeconfig-lock.ts';
import {kubeconfigPaths} from './kubeconfig-paths.ts';
import {assertReplaceable, ownerOf} from './own-mark.ts';
import {hasRemains, readOrEmpty, removeRemains, replaceFile} from './replace-file.ts';

export interface MergeKubeconfigInput extends KubeconfigSource {
  readonly entry: KubeconfigEntry;
  /** Leave `current-context` as it is. */
  readonly keepContext: boolean;
  readonly signal: AbortSignal;
}

/**
 * Puts an entry into the file that holds it, else into the first one, and makes it the current context.
 * @returns the file that now holds the entry.
 * @throws AppError E_KUBECONFIG; the file is then as it was.
 */
export async function mergeKubeconfig({entry, keepContext, signal, ...source}: MergeKubeconfigInput): Promise<string> {
  const paths = kubeconfigPaths(source);
  const path = paths.find((candidate) => findItem(load(candidate), 'contexts', entry.name) !== undefined) ?? paths[0];
  // Of several files the first that sets current-context decides, whichever file holds the context.
  const deciding = paths.slice(0, paths.indexOf(path)).find((candidate) => currentContext(load(candidate)) !== '');
  await change(path, signal, (file) => {
    putEntry(file, entry);
    if (!keepContext && deciding === undefined) setCurrentContext(file, entry.name);
    return true;
  });
  if (!keepContext && deciding !== undefined) await useContext(deciding, entry.name, signal);
  return path;
}

/**
 * Takes our context, cluster and user of this name out of all files, and the current context if it was that one. A context of the same name
 * that is not ours stays. Succeeds when there is nothing to remove, which `false` says.
 * @throws AppError E_KUBECONFIG; the file is then as it was.
 */
export async function removeKubeconfig({
  name,
  signal,
  ...source
}: KubeconfigSource & {readonly name: string; readonly signal: AbortSignal}): Promise<boolean> {
  const paths = kubeconfigPaths(source);
  const isForeign = paths.some((path) => ownerOf(load(path), 'contexts', name) === 'another');
  let changed = false;
  for (const path of paths) {
    const edit = (file: KubeconfigDocument) => [removeEntry(file, name), !isForeign && clearCurrentContext(file, name)].includes(true);
    const isThere = edit(load(path));
    if (isThere || hasRemains(path)) await change(path, signal, edit);
    changed ||= isThere;
  }
  return changed;
}

/**
 * Makes sure, before a cluster is made, that its entry can be written afterwards: the files are well-formed and have no other entry of the name.
 * @throws AppError E_KUBECONFIG.
 */
export function checkKubeconfig({name, ...source}: KubeconfigSource & {readonly name: string}): void {
  for (const path of kubeconfigPaths(source)) assertReplaceable(load(path), name);
}

/** Makes a context current that some file holds. @throws AppError E_KUBECONFIG. */
export async function switchContext({
  name,
  signal,
  ...source
}: KubeconfigSource & {readonly name: string; readonly signal: AbortSignal}): Promise<void> {
  const paths = kubeconfigPaths(source);
  await useContext(paths.find((path) => currentContext(load(path)) !== '') ?? paths[0], name, signal);
}

/** Leaves no current context when it is this one and ours. @throws AppError E_KUBECONFIG; the file is then as it was. */
export async function leaveContext({
  name,
  signal,
  ...source
}: KubeconfigSource & {readonly name: string; readonly signal: AbortSignal}): Promise<void> {
  const paths = kubeconfigPaths(source);
  if (paths.some((path) => ownerOf(load(path), 'contexts', name) === 'another')) return;
  for (const path of paths) {
    if (currentContext(load(path)) === name) await change(path, signal, (file) => clearCurrentContext(file, name));
  }
}

function useContext(path: string, name: string, signal: AbortSignal): Promise<void> {
  return change(path, signal, (file) => {
    setCurrentContext(file, name);
    return true;
  });
}

function load(path: string): KubeconfigDocument {
  return parseKubeconfigDocument(readOrEmpty(path), path);
}

/** Reads, edits and writes a file under its lock; it is not written when the edit says that nothing changed, or when that shows. */
function change(path: string, signal: AbortSignal, edit: (file: KubeconfigDocument) => boolean): Promise<void> {
  return withKubeconfigLock(path, signal, () => {
    removeRemains(path);
    const file = load(path);
    if (!edit(file)) return;
    const rendered = renderKubeconfigDocument(file);
    if (rendered !== file.text) replaceFile(path, rendered);
  });
}
