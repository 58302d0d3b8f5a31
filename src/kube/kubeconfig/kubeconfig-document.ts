import {type Document, isMap, isScalar, isSeq, LineCounter, parseDocument, Scalar, stringify, type YAMLMap, YAMLSeq} from 'yaml';
import {AppError} from '../../errors/app-error.ts';

export type KubeconfigSection = 'clusters' | 'users' | 'contexts';

/** A kubeconfig file as a YAML document, so that comments, order and unknown fields of the user's survive a change. */
export interface KubeconfigDocument {
  readonly document: Document;
  readonly text: string;
  readonly path: string;
}

/** @throws AppError E_KUBECONFIG, with line and column, for text that is not a kubeconfig. */
export function parseKubeconfigDocument(text: string, path: string): KubeconfigDocument {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {lineCounter, prettyErrors: false, intAsBigInt: true});
  const malformed = (offset: number, problem: string) => {
    const {line, col} = lineCounter.linePos(offset);
    return new AppError('E_KUBECONFIG', `The kubeconfig file ${path}:${line}:${col} is malformed: ${problem}.`, {
      hints: [`correct the file, or move it away: mv ${path} ${path}.broken`],
    });
  };
  const [error] = document.errors;
  if (error) throw malformed(error.pos[0], (error.message.split('\n')[0] ?? '').replace(/[.:]$/, ''));
  const fault = shapeFault(document.contents);
  if (fault) throw malformed(fault.offset, fault.problem);
  return {document, text, path};
}

/** What keeps well-formed YAML from being a kubeconfig. An empty file and empty sections are all right. */
function shapeFault(root: Document['contents']): {readonly offset: number; readonly problem: string} | undefined {
  if (isNothing(root)) return undefined;
  if (!isMap(root)) return {offset: root?.range?.[0] ?? 0, problem: 'it is not a map'};
  for (const section of ['clusters', 'users', 'contexts']) {
    const node = root.get(section, true);
    if (!isNothing(node) && !isSeq(node)) return {offset: node?.range?.[0] ?? 0, problem: `${section} is not a list`};
  }
  return undefined;
}

function isNothing(node: unknown): boolean {
  return node === undefined || node === null || (isScalar(node) && node.value === null);
}

/** The text of the document in the style of its original: JSON stays JSON, CRLF stays, lists keep their indentation, nothing is folded. */
export function renderKubeconfigDocument({document, text, path}: KubeconfigDocument): string {
  const isFlow = isMap(document.contents) && document.contents.flow === true;
  const style = isFlow ? ({defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'QUOTE_DOUBLE'} as const) : {};
  const indentSeq = /^(?:clusters|users|contexts):[^\n]*\n\s+-/m.test(text);
  try {
    const rendered = document.toString({lineWidth: 0, indentSeq, ...style});
    return text.includes('\r\n') ? rendered.replaceAll('\n', '\r\n') : rendered;
  } catch (cause) {
    throw new AppError(
      'E_KUBECONFIG',
      `The kubeconfig file ${path} cannot be changed: ${cause instanceof Error ? cause.message : String(cause)}.`,
      {cause},
    );
  }
}

/** The item of a section with this name. */
export function findItem({document}: KubeconfigDocument, section: KubeconfigSection, name: string): YAMLMap | undefined {
  const items = document.get(section, true);
  return isSeq(items) ? items.items.find((item): item is YAMLMap => isMap(item) && String(item.get('name')) === name) : undefined;
}

/** Puts an item in the place of the one of the same name, or at the end of its section. */
export function putItem(file: KubeconfigDocument, section: KubeconfigSection, name: string, body: Readonly<Record<string, unknown>>): void {
  const {document} = file;
  if (!isMap(document.contents))
    document.contents = document.createNode({apiVersion: 'v1', kind: 'Config'}) as unknown as Document['contents'];
  let items = document.get(section, true);
  if (!isSeq(items)) {
    items = new YAMLSeq();
    document.set(section, items);
  }
  const list = items as YAMLSeq;
  if (list.items.length === 0 && isMap(document.contents)) list.flow = document.contents.flow === true;
  const created = quoteAmbiguous(document.createNode({name, ...body}));
  const index = list.items.indexOf(findItem(file, section, name));
  if (index >= 0) list.items[index] = created;
  else list.items.push(created);
}

export function removeItem(file: KubeconfigDocument, section: KubeconfigSection, name: string): void {
  const items = file.document.get(section, true);
  if (!isSeq(items)) return;
  items.items = items.items.filter((item) => !(isMap(item) && String(item.get('name')) === name));
}

/** `current-context`; an empty string when none is set. */
export function currentContext({document}: KubeconfigDocument): string {
  const value = isMap(document.contents) ? document.get('current-context') : undefined;
  return value === undefined || value === null ? '' : String(value);
}

export function setCurrentContext({document}: KubeconfigDocument, name: string): void {
  const node = document.get('current-context', true);
  const replacement = quoteAmbiguous(document.createNode(name));
  if (isScalar(node) && isScalar(replacement)) {
    node.value = name;
    if (replacement.type === Scalar.QUOTE_DOUBLE) node.type = Scalar.QUOTE_DOUBLE;
  } else document.set('current-context', replacement);
}

/** kubectl reads YAML 1.1, where a plain `yes` or `1_000` is no text: puts such words in quotes. */
function quoteAmbiguous<T>(node: T): T {
  if (isScalar(node) && typeof node.value === 'string' && stringify(node.value, {version: '1.1', lineWidth: 0}).trimEnd() !== node.value) {
    node.type = Scalar.QUOTE_DOUBLE;
  } else if (isSeq(node)) node.items.forEach(quoteAmbiguous);
  else if (isMap(node)) for (const {value} of node.items) quoteAmbiguous(value);
  return node;
}
