import type {Engine} from '../../engine/engine.ts';
import type {ClusterState, NodeState} from '../state/cluster-state.ts';
import {apiNode, nodeStateText} from './choose-nodes.ts';
import {copyPodLogs} from './copy-pod-logs.ts';
import type {LogFolder} from './log-folder.ts';
import {apiFilePieces, nodeFilePieces, type Piece, pieceScript} from './node-pieces.ts';
import type {NodeReader} from './node-reader.ts';
import {readPieces} from './read-pieces.ts';
import {Redactor} from './redactor.ts';
import {reasonOf, visitNodes} from './visit-nodes.ts';

export interface CollectFilesDeps {
  readonly engine: Engine;
  readonly signal: AbortSignal;
  /** Of Flotilla. */
  readonly version: string;
}

/** Fills a folder with all that is known of a cluster: engine/, nodes/NODE/, kubernetes/, flotilla.json. What cannot be had is noted. */
export async function collectFiles(
  cluster: ClusterState,
  nodes: readonly NodeState[],
  folder: LogFolder,
  deps: CollectFilesDeps,
): Promise<void> {
  const {engine, signal} = deps;
  const asked = apiNode(cluster);
  if (!asked) folder.missing('kubernetes', 'no control plane runs');
  await Promise.all([
    describeCluster(cluster, folder, deps),
    describeEngine(cluster, folder, deps),
    visitNodes(nodes, cluster, {engine, signal, onMissing: folder.missing}, async (reader, node, within) => {
      const target = `nodes/${node.name}`;
      const isAsked = node === asked;
      if (!reader.isLive)
        folder.missing(target, `the node does not run (${nodeStateText(node)}); there are only its journals and the logs of its pods`);
      const scripts = [
        {prefix: target, pieces: nodeFilePieces(reader)},
        ...(isAsked ? [{prefix: 'kubernetes', pieces: apiFilePieces}] : []),
      ];
      const work = scripts.map(({prefix, pieces}) => writePieces(reader, prefix, pieces, folder, engine, within));
      await Promise.all([...work, copyPodLogs(reader, `${target}/pods`, folder, engine, {signal: within})]);
    }),
  ]);
  // Of a control plane that was not asked for, the answers of its API server are wanted all the same.
  if (asked && !nodes.includes(asked)) {
    await visitNodes([asked], cluster, {engine, signal, onMissing: folder.missing}, (reader, _node, within) =>
      writePieces(reader, 'kubernetes', apiFilePieces, folder, engine, within),
    );
  }
}

function writePieces(
  reader: NodeReader,
  prefix: string,
  pieces: readonly Piece[],
  folder: LogFolder,
  engine: Engine,
  signal: AbortSignal,
): Promise<void> {
  const listener = {
    onLine: (piece: string, line: string) => folder.line(`${prefix}/${piece}`, line),
    onFailure: (piece: string, reason: string) => folder.missing(`${prefix}/${piece}`, reason),
  };
  return readPieces(engine, reader.container, (mark) => pieceScript(pieces, mark), listener, {signal});
}

function describeCluster(
  {name, spec, nodes, complete}: ClusterState,
  folder: LogFolder,
  {engine, version}: CollectFilesDeps,
): Promise<void> {
  return folder.json('flotilla.json', {
    flotillaVersion: version,
    collected: new Date().toISOString(),
    engine: {url: engine.endpoint.url, origin: engine.endpoint.origin},
    cluster: name,
    complete,
    nodes: nodes.map((node) => ({name: node.name, role: node.spec.role, index: node.index, state: nodeStateText(node)})),
    spec: spec ?? null,
  });
}

/** What the engine says about itself and about everything of the cluster. */
async function describeEngine({network, nodes}: ClusterState, folder: LogFolder, {engine, signal}: CollectFilesDeps): Promise<void> {
  const attempt = async (file: string, answer: () => Promise<unknown>): Promise<void> => {
    try {
      await folder.json(file, await answer());
    } catch (error) {
      signal.throwIfAborted();
      folder.missing(file, reasonOf(error));
    }
  };
  await Promise.all([
    attempt('engine/info.json', () => engine.info({signal})),
    attempt('engine/volumes.json', async () => nodes.flatMap(({volume}) => volume ?? [])),
    ...(network ? [attempt('engine/network.json', () => engine.networks.inspect(network.id, {signal}))] : []),
    ...nodes.flatMap(({name, container}) =>
      container
        ? [
            attempt(`engine/containers/${name}.json`, async () => (await engine.containers.inspect(container.id, {signal}))?.raw),
            containerOutput(name, container.id, folder, engine, signal),
          ]
        : [],
    ),
  ]);
  if (!network) folder.missing('engine/network.json', 'the network of the cluster is gone');
}

async function containerOutput(name: string, id: string, folder: LogFolder, engine: Engine, signal: AbortSignal): Promise<void> {
  try {
    const redactor = new Redactor();
    const output = await engine.containers.logs(id, {signal});
    await folder.text(
      `engine/containers/${name}.log`,
      output
        .split('\n')
        .map((line) => redactor.line(line))
        .join('\n'),
    );
  } catch (error) {
    signal.throwIfAborted();
    folder.missing(`engine/containers/${name}.log`, reasonOf(error));
  }
}
