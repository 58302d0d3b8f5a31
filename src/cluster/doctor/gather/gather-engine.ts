import {mapConcurrent} from '../../../async/map-concurrent.ts';
import type {CallOptions, Container, Engine, EngineInfo, Image} from '../../../engine/engine.ts';
import type {HostFacts} from '../../../engine/host-facts.ts';
import {nodeImageLabel} from '../../../images/node-image/node-image.ts';
import {isPortFree} from '../../../network/free-port.ts';
import {type ClusterState, readClusters} from '../../state/cluster-state.ts';
import type {EngineFacts, ReservedPort} from '../doctor-facts.ts';

/** Asks the engine everything at the same time. @throws AppError of the engine. */
export async function gatherEngine(engine: Engine, {signal}: CallOptions): Promise<EngineFacts> {
  const [info, clusters, networks, containers, nodeImages] = await Promise.all([
    engine.info({signal}),
    readClusters(engine, {signal}),
    engine.networks.list({}, {signal}),
    engine.containers.list({}, {signal}),
    engine.images.list({[nodeImageLabel.version]: true}, {signal}),
  ]);
  const nodes = clusters.flatMap((cluster) => cluster.nodes.flatMap(({container}) => container ?? []));
  const running = nodes.find(({state}) => state === 'running');
  const {endpoint} = engine;
  const [host, stopped, clockAheadMs, ports] = await Promise.all([
    examineHost(engine, info, nodeImages, signal),
    inspectAll(
      engine,
      nodes.filter(({state}) => state === 'exited'),
      signal,
    ),
    endpoint.isLocal || !running ? undefined : measureClock(engine, running.name, signal),
    endpoint.isLocal ? reservedPorts(clusters) : [],
  ]);
  return {
    endpoint,
    info,
    clusters,
    networks,
    containers,
    nodeImages,
    stopped,
    ports,
    ...(host ? {host} : {}),
    ...(clockAheadMs === undefined ? {} : {clockAheadMs}),
  };
}

/** A local engine is examined without an image; elsewhere a node image must do. What cannot be seen is no reason to stop. */
async function examineHost(
  engine: Engine,
  info: EngineInfo,
  images: readonly Image[],
  signal: AbortSignal,
): Promise<HostFacts | undefined> {
  try {
    return await engine.hostFacts({signal, probeImage: images[0]?.id ?? `flotilla/no-image-to-probe-${info.id}`});
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

function inspectAll(engine: Engine, containers: readonly Container[], signal: AbortSignal) {
  return mapConcurrent(containers, {signal}, (container, scope) => engine.containers.inspect(container.id, {signal: scope})).then((all) =>
    all.filter((details) => details !== undefined),
  );
}

/** How far the engine's clock is ahead of ours; the answer is taken to be from the middle of the time that the question took. */
async function measureClock(engine: Engine, node: string, signal: AbortSignal): Promise<number | undefined> {
  const before = Date.now();
  const {exitCode, stdout} = await engine.containers.exec(node, ['date', '+%s%3N'], {signal});
  const after = Date.now();
  return exitCode === 0 ? Number(stdout.toString().trim()) - (before + after) / 2 : undefined;
}

/** API ports that stopped clusters will want back. */
function reservedPorts(clusters: readonly ClusterState[]): Promise<ReservedPort[]> {
  const waiting = clusters.flatMap(({name, spec, nodes}) => {
    const publisher = nodes.find(({index}) => index === 0)?.container;
    const holdsPort = publisher !== undefined && ['running', 'paused', 'restarting'].includes(publisher.state);
    return spec && !holdsPort ? [{cluster: name, ...spec.apiServer}] : [];
  });
  return Promise.all(waiting.map(async (place) => ({...place, isFree: await isPortFree(place.address, place.port)})));
}
