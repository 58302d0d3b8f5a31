import type {Engine} from '../../engine/engine.ts';
import {requireCluster} from '../state/cluster-state.ts';
import {apiNode, chooseNodes, nodeStateText} from './choose-nodes.ts';
import {describePieces, pieceScript, podLogScript, recentPieces} from './node-pieces.ts';
import {readPieces} from './read-pieces.ts';
import {visitNodes} from './visit-nodes.ts';

/** Lines of each log that `logs` prints; minikube's number. */
const usualLines = 60;

export interface RecentInput {
  readonly cluster: string;
  /** Only this node. */
  readonly node?: string;
  /** Lines of each log, counted from its end. */
  readonly lines?: number;
}

export interface LogSection {
  /** `kubelet`, `etcd [kube-system/etcd-dev-control-plane]`. */
  readonly title: string;
  readonly lines: readonly string[];
}

export interface NodeLogs {
  readonly name: string;
  readonly role: string;
  readonly state: string;
  readonly sections: readonly LogSection[];
}

export interface RecentLogs {
  readonly cluster: string;
  readonly nodes: readonly NodeLogs[];
  /** What could not be had, and why. */
  readonly missing: readonly string[];
}

/** The end of each log of the cluster's own programs. @throws AppError E_CLUSTER_NOT_FOUND, or of the engine. */
export async function collectRecent(
  {cluster: name, node: wanted, lines = usualLines}: RecentInput,
  {engine, signal}: {readonly engine: Engine; readonly signal: AbortSignal},
): Promise<RecentLogs> {
  const cluster = await requireCluster(engine, name, {signal});
  const nodes = chooseNodes(cluster, wanted);
  const missing: string[] = [];
  const onMissing = (what: string, why: string): void => void missing.push(`${what}: ${why}`);
  const asked = apiNode(cluster);
  const found = new Map<string, Map<string, string[]>>(nodes.map((node) => [node.name, new Map()]));
  await visitNodes(nodes, cluster, {engine, signal, onMissing}, async (reader, node, within) => {
    const sections = found.get(node.name) ?? new Map<string, string[]>();
    const pieces = [...recentPieces({...reader, lines}), ...(node === asked ? describePieces : [])];
    const scriptOf = (mark: string): string =>
      `${pieceScript(pieces, mark)}\n${podLogScript({varFolder: reader.varFolder, lines, mark, namespaces: 'kube-system'})}`;
    const listener = {
      onLine: (piece: string, line: string) => {
        const title = sectionTitle(piece);
        const text = title === piece ? line : withoutPrefix(line);
        sections.get(title)?.push(text) ?? sections.set(title, [text]);
      },
      onFailure: (piece: string, reason: string) => onMissing(`${node.name}: ${piece}`, reason),
    };
    await readPieces(engine, reader.container, scriptOf, listener, {signal: within});
    if (!node.container) return;
    const output = await engine.containers.logs(node.container.id, {signal: within, tail: lines});
    sections.set(
      'node container',
      output.split(/\r?\n/).filter((line) => line.trim() !== ''),
    );
  });
  return {
    cluster: name,
    missing,
    nodes: nodes.map((node) => ({
      name: node.name,
      role: node.spec.role,
      state: nodeStateText(node),
      sections: toSections(found.get(node.name) ?? new Map()),
    })),
  };
}

/** In the order of their names, as minikube has them; those without lines are left out. */
function toSections(sections: ReadonlyMap<string, readonly string[]>): LogSection[] {
  return [...sections]
    .map(([title, lines]) => ({title, lines}))
    .filter(({lines}) => lines.length > 0)
    .toSorted((a, b) => a.title.localeCompare(b.title));
}

/** `pods/<namespace>_<pod>_<uid>/<container>/0.log` becomes `container [namespace/pod]`; other names are titles already. */
export function sectionTitle(piece: string): string {
  const [, namespace, pod, container] = /^pods\/([^_/]+)_([^_/]+)_[^/]*\/([^/]+)\//.exec(piece) ?? [];
  return namespace === undefined ? piece : `${container} [${namespace}/${pod}]`;
}

/** A container's line without the time, stream and completeness that the runtime puts before it; programs write their own times. */
function withoutPrefix(line: string): string {
  return line.replace(/^\S+ std(?:out|err) [FP] /, '');
}

/** The text of `logs`: sections as minikube prints them, under one heading per node. */
export function renderRecent({nodes, missing}: RecentLogs): string {
  const blocks = nodes.flatMap(({name, role, state, sections}) => [
    `==> node ${name} (${role}, ${state}) <==`,
    ...sections.map(({title, lines}) => [`==> ${title} <==`, ...lines].join('\n')),
  ]);
  const gaps = missing.length === 0 ? [] : [['==> missing <==', ...missing].join('\n')];
  return [...blocks, ...gaps].join('\n\n');
}
