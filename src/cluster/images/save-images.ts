import {PassThrough, Readable, Writable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {allOf} from '../../async/all-of.ts';
import {withDeadline} from '../../async/with-deadline.ts';
import {AppError} from '../../errors/app-error.ts';
import {imageName} from '../../images/user-images/image-name.ts';
import {lastLines} from '../../node/last-lines.ts';
import {requireCluster} from '../state/cluster-state.ts';
import type {ImageDeps} from './image-deps.ts';
import {imageNodes} from './image-nodes.ts';
import {listImages} from './list-images.ts';
import {NodeImages, transferMs} from './node-images.ts';

export interface SavedImages {
  readonly images: readonly string[];
  /** Where they came from. */
  readonly origin: 'cluster' | 'engine';
}

/**
 * Writes images of the cluster as an archive that `image load` and `docker load` read: those that were loaded from what the cluster keeps,
 * others from the engine when it has the very same, for nodes keep pulled layers unpacked only.
 * @throws AppError E_CLUSTER_NOT_FOUND, E_NOT_RUNNING, E_IMAGE_NOT_FOUND, E_IMAGE_LOAD.
 */
export async function saveImages(
  cluster: string,
  wanted: readonly string[],
  output: NodeJS.WritableStream,
  deps: ImageDeps,
): Promise<SavedImages> {
  const {engine, progress, signal} = deps;
  const names = wanted.map(imageName);
  const {running} = imageNodes(await requireCluster(engine, cluster, {signal}));
  const store = new NodeImages(engine, running[0] ?? '');
  const {names: stored} = await store.state({signal});
  const kept = new Set(stored.map(({name}) => name));
  const missing = names.filter((name) => !kept.has(name));
  return progress.step(`Saving ${names.join(', ')}`, async () => {
    if (missing.length === 0) {
      await exportFrom(store, names, output, deps);
      return {images: names, origin: 'cluster'};
    }
    await checkEngineHas(cluster, names, wanted, deps);
    await saveFromEngine(wanted, output, deps);
    return {images: names, origin: 'engine'};
  });
}

/** The engine may stop in the middle, as may whoever reads the archive. */
export async function saveFromEngine(
  wanted: readonly string[],
  output: NodeJS.WritableStream,
  {engine, signal, timeoutMs = transferMs}: Pick<ImageDeps, 'engine' | 'signal'> & {readonly timeoutMs?: number},
): Promise<void> {
  await withDeadline({signal, timeoutMs, what: `the container engine to write ${wanted.join(', ')}`}, async (within) =>
    pipeline(await engine.images.save(wanted, {signal: within}), output, {signal: within}),
  );
}

async function checkEngineHas(cluster: string, names: readonly string[], wanted: readonly string[], deps: ImageDeps): Promise<void> {
  const images = await listImages(cluster, undefined, deps);
  for (const [index, name] of names.entries()) {
    const onNodes = images.find(({repoTags, repoDigests}) => repoTags.includes(name) || repoDigests.includes(name));
    if (!onNodes)
      throw new AppError('E_IMAGE_NOT_FOUND', `No node has an image "${wanted[index]}".`, {
        hints: ['flotilla image list shows what they have'],
      });
    const inEngine = await deps.engine.images.inspect(wanted[index] ?? '', deps);
    if (inEngine?.id === `sha256:${onNodes.id}`) continue;
    throw new AppError(
      'E_IMAGE_NOT_FOUND',
      `${name} cannot be saved: nodes keep its layers unpacked only, and the container engine does not have it.`,
      {
        hints: [`docker pull ${wanted[index]}, then try again`, 'images that were loaded with `flotilla image load` can always be saved'],
      },
    );
  }
}

/** Streams what the node writes: an archive may be larger than memory. */
async function exportFrom(store: NodeImages, names: readonly string[], output: NodeJS.WritableStream, {signal}: ImageDeps): Promise<void> {
  const stdout = new PassThrough();
  const complaints: Buffer[] = [];
  const stderr = new Writable({
    write(chunk: Buffer, _encoding, done) {
      complaints.push(chunk);
      done();
    },
  });
  const [exitCode] = await allOf(
    signal,
    (scope) => store.export(names, {stdin: Readable.from([]), stdout, stderr}, {signal: scope}).finally(() => stdout.end()),
    (scope: AbortSignal) => pipeline(stdout, output, {signal: scope, end: output !== process.stdout}),
  );
  if (exitCode === 0) return;
  throw new AppError('E_IMAGE_LOAD', `Node ${store.node} could not write the archive.`, {
    details: lastLines(Buffer.concat(complaints).toString(), 5),
  });
}
