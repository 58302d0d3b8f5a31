import {access, constants, stat} from 'node:fs/promises';
import {dirname} from 'node:path';
import {isMap, isSeq} from 'yaml';
import {isAppError} from '../../../errors/app-error.ts';
import {parseKubeconfigDocument} from '../../../kube/kubeconfig/kubeconfig-document.ts';
import {kubeconfigPaths} from '../../../kube/kubeconfig/kubeconfig-paths.ts';
import {ownerOf} from '../../../kube/kubeconfig/own-mark.ts';
import {readOrEmpty} from '../../../kube/kubeconfig/replace-file.ts';
import type {KubeconfigFacts} from '../doctor-facts.ts';

/** Looks at the user's kubeconfig files; the first, where new clusters go, must be writable, and all of them readable. */
export async function gatherKubeconfig(env: Readonly<Record<string, string | undefined>>): Promise<KubeconfigFacts> {
  const paths = kubeconfigPaths({env});
  const [path] = paths;
  const exists = await stat(path).then(
    () => true,
    () => false,
  );
  const writable = await canWrite(path);
  try {
    return {path, exists, writable, ownContexts: paths.flatMap(ownContexts)};
  } catch (error) {
    if (!isAppError(error)) throw error;
    return {path, exists, writable, ownContexts: [], failure: error};
  }
}

function ownContexts(path: string): string[] {
  const file = parseKubeconfigDocument(readOrEmpty(path), path);
  const items = isMap(file.document.contents) ? file.document.get('contexts', true) : undefined;
  const names = isSeq(items) ? items.items.flatMap((item) => (isMap(item) ? [String(item.get('name'))] : [])) : [];
  return names.filter((name) => ownerOf(file, 'contexts', name) === 'us');
}

/** Whether the file can be written; of one that is not there, whether the nearest folder above it lets one make it. */
async function canWrite(path: string): Promise<boolean> {
  try {
    await access(path, constants.W_OK);
    return true;
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return isMissing && dirname(path) !== path ? canWrite(dirname(path)) : false;
  }
}
