import type {Engine} from '../../engine/engine.ts';
import {requireCluster} from '../state/cluster-state.ts';
import {apiNode, chooseNodes} from './choose-nodes.ts';
import type {RecentInput} from './collect-recent.ts';
import {sectionTitle} from './collect-recent.ts';
import {apiProblemPieces, fullDiskPieces, pieceScript, podLogScript, recentPieces} from './node-pieces.ts';
import {type FoundProblem, ProblemCollector} from './problems/problem-collector.ts';
import {readPieces} from './read-pieces.ts';
import {visitNodes} from './visit-nodes.ts';

/** Lines of each log that are searched. */
const usualLines = 5000;

export interface ProblemReport {
  readonly cluster: string;
  readonly problems: readonly FoundProblem[];
  readonly missing: readonly string[];
}

/** Searches all logs, applications' too, the states of pods and the warnings of the API server for known problems. */
export async function collectProblems(
  {cluster: name, node: wanted, lines = usualLines}: RecentInput,
  {engine, signal}: {readonly engine: Engine; readonly signal: AbortSignal},
): Promise<ProblemReport> {
  const cluster = await requireCluster(engine, name, {signal});
  const collector = new ProblemCollector();
  const missing: string[] = [];
  const onMissing = (what: string, why: string): void => void missing.push(`${what}: ${why}`);
  const asked = apiNode(cluster);
  await visitNodes(chooseNodes(cluster, wanted), cluster, {engine, signal, onMissing}, async (reader, node, within) => {
    if (node.container) {
      const details = await engine.containers.inspect(node.container.id, {signal: within});
      if (details?.oomKilled) collector.add(node.name, 'engine', `${details.startedAt} ${node.name} was ended for want of memory`);
      const output = await engine.containers.logs(node.container.id, {signal: within, tail: lines});
      for (const line of output.split('\n')) collector.add(node.name, 'node container', line);
    }
    const pieces = [...recentPieces({...reader, lines}), ...fullDiskPieces(reader), ...(node === asked ? apiProblemPieces : [])];
    const scriptOf = (mark: string): string =>
      `${pieceScript(pieces, mark)}\n${podLogScript({varFolder: reader.varFolder, lines, mark, namespaces: '*'})}`;
    const isOfCluster = new Set(apiProblemPieces.map((piece) => piece.name));
    const listener = {
      onLine: (piece: string, line: string) => collector.add(isOfCluster.has(piece) ? '' : node.name, sectionTitle(piece), line),
      onFailure: (piece: string, reason: string) => onMissing(`${node.name}: ${piece}`, reason),
    };
    await readPieces(engine, reader.container, scriptOf, listener, {signal: within});
  });
  return {cluster: name, problems: collector.problems, missing};
}
