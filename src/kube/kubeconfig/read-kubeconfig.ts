import {readFileSync} from 'node:fs';
import {dirname, resolve} from 'node:path';
import {isMap} from 'yaml';
import {currentContext, findItem, type KubeconfigDocument, type KubeconfigSection, parseKubeconfigDocument} from './kubeconfig-document.ts';
import type {KubeconfigEntry, KubeconfigSource} from './kubeconfig-entry.ts';
import {kubeconfigFileError} from './kubeconfig-file-error.ts';
import {kubeconfigPaths} from './kubeconfig-paths.ts';
import {kubeconfigSections} from './own-mark.ts';
import {readOrEmpty} from './replace-file.ts';

/**
 * The entry behind a context, wherever the files have its parts. Certificates that the file only names are read. Parts that are missing are
 * empty texts. `undefined` when there is no such context.
 * @throws AppError E_KUBECONFIG.
 */
export function readContext({name, ...source}: KubeconfigSource & {readonly name: string}): KubeconfigEntry | undefined {
  return entryOf(
    kubeconfigPaths(source).map((path) => parseKubeconfigDocument(readOrEmpty(path), path)),
    name,
  );
}

/** The entry of the current context, or of the named one, of a kubeconfig text such as kubeadm's admin.conf. @throws AppError E_KUBECONFIG. */
export function parseKubeconfig(text: string, name?: string): KubeconfigEntry | undefined {
  const file = parseKubeconfigDocument(text, 'kubeconfig');
  return entryOf([file], name ?? currentContext(file));
}

/** The current context of the user's files; `undefined` when none is set. @throws AppError E_KUBECONFIG. */
export function readCurrentContext(source: KubeconfigSource): string | undefined {
  return kubeconfigPaths(source)
    .map((path) => currentContext(parseKubeconfigDocument(readOrEmpty(path), path)))
    .find((name) => name !== '');
}

export type KubeconfigStatus = 'Configured' | 'Misconfigured' | 'Nonexistent';

/** Whether the user's files have the context and it leads to the server. @throws AppError E_KUBECONFIG. */
export function kubeconfigStatus({
  name,
  expectedServer,
  ...source
}: KubeconfigSource & {readonly name: string; readonly expectedServer: string}): KubeconfigStatus {
  const entry = readContext({name, ...source});
  if (entry === undefined) return 'Nonexistent';
  return entry.server === expectedServer ? 'Configured' : 'Misconfigured';
}

interface Fields {
  readonly values: Readonly<Record<string, unknown>>;
  readonly path: string;
}

function entryOf(files: readonly KubeconfigDocument[], name: string): KubeconfigEntry | undefined {
  const context = fieldsOf(files, 'contexts', name);
  if (context === undefined) return undefined;
  const cluster = fieldsOf(files, 'clusters', textOf(context, 'cluster'));
  const user = fieldsOf(files, 'users', textOf(context, 'user'));
  const namespace = textOf(context, 'namespace');
  return {
    name,
    server: textOf(cluster, 'server'),
    caData: pemOf(cluster, 'certificate-authority'),
    clientCertData: pemOf(user, 'client-certificate'),
    clientKeyData: pemOf(user, 'client-key'),
    ...(namespace === '' ? {} : {namespace}),
  };
}

function fieldsOf(files: readonly KubeconfigDocument[], section: KubeconfigSection, name: string): Fields | undefined {
  for (const file of files) {
    const item = findItem(file, section, name);
    if (!item) continue;
    const body = item.get(kubeconfigSections[section]);
    return {values: isMap(body) ? body.toJS(file.document) : {}, path: file.path};
  }
  return undefined;
}

function textOf(fields: Fields | undefined, key: string): string {
  const value = fields?.values[key];
  return value === undefined || value === null ? '' : String(value);
}

function pemOf(fields: Fields | undefined, key: string): string {
  const data = textOf(fields, `${key}-data`);
  const named = textOf(fields, key);
  if (data !== '' || named === '' || !fields) return Buffer.from(data, 'base64').toString();
  const path = resolve(dirname(fields.path), named);
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw kubeconfigFileError(path, error);
  }
}
