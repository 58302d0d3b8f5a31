import {isMap} from 'yaml';
import {
  currentContext,
  findItem,
  type KubeconfigDocument,
  parseKubeconfigDocument,
  putItem,
  removeItem,
  renderKubeconfigDocument,
  setCurrentContext,
} from './kubeconfig-document.ts';
import type {KubeconfigEntry} from './kubeconfig-entry.ts';
import {assertReplaceable, kubeconfigSections, ownerOf, ownMark} from './own-mark.ts';

/** Puts context, cluster and user of an entry into the document. What the user added to our context, such as a namespace, stays. */
export function putEntry(
  file: KubeconfigDocument,
  {name, server, caData, clientCertData, clientKeyData, namespace}: KubeconfigEntry,
): void {
  assertReplaceable(file, name);
  const body = findItem(file, 'contexts', name)?.get('context');
  const old: Readonly<Record<string, unknown>> = isMap(body) ? body.toJS(file.document) : {};
  const context = {
    ...old,
    cluster: name,
    user: name,
    ...(namespace === undefined ? {} : {namespace}),
    extensions: old['extensions'] ?? [ownMark],
  };
  putItem(file, 'clusters', name, {cluster: {server, 'certificate-authority-data': base64(caData), extensions: [ownMark]}});
  putItem(file, 'users', name, {
    user: {'client-certificate-data': base64(clientCertData), 'client-key-data': base64(clientKeyData), extensions: [ownMark]},
  });
  putItem(file, 'contexts', name, {context});
}

/** Takes our context, cluster and user of this name out of the document. Says whether anything changed. */
export function removeEntry(file: KubeconfigDocument, name: string): boolean {
  let changed = false;
  for (const section of Object.keys(kubeconfigSections) as (keyof typeof kubeconfigSections)[]) {
    if (ownerOf(file, section, name) !== 'us') continue;
    removeItem(file, section, name);
    changed = true;
  }
  return changed;
}

/** Clears `current-context` when it has this name. Says whether it had. */
export function clearCurrentContext(file: KubeconfigDocument, name: string): boolean {
  if (currentContext(file) !== name) return false;
  setCurrentContext(file, '');
  return true;
}

/** A whole kubeconfig with this entry alone, for printing. */
export function renderKubeconfig(entry: KubeconfigEntry): string {
  const file = parseKubeconfigDocument('', 'kubeconfig');
  putEntry(file, entry);
  setCurrentContext(file, entry.name);
  return renderKubeconfigDocument(file);
}

function base64(pem: string): string {
  return Buffer.from(pem).toString('base64');
}
