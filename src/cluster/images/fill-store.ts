import {randomBytes} from 'node:crypto';
import {Readable} from 'node:stream';
import {allOf} from '../../async/all-of.ts';
import {isAppError} from '../../errors/app-error.ts';
import {decompressed} from '../../images/user-images/compression.ts';
import type {ForwardResult} from '../../images/user-images/forward-archive.ts';
import {type ForwardOptions, forwardArchive} from '../../images/user-images/forward-archive.ts';
import type {Step} from '../../progress/progress.ts';
import type {NodeImages} from './node-images.ts';

/** Streams an archive of images into what the cluster keeps, through one node: what is there already is left out. Returns what it held. */
export async function fillStore(archive: Readable, store: NodeImages, options: ForwardOptions, step: Step): Promise<ForwardResult> {
  const id = randomBytes(6).toString('hex');
  const {signal} = options;
  try {
    const {stream, plan} = forwardArchive(await decompressed(archive), options);
    // The plan is ready when the stream has been read, and what went wrong with it matters more than that the stream broke off.
    const [result] = await allOf(
      signal,
      () => plan,
      (scope) => store.receive(id, counted(stream, step), {signal: scope}),
    );
    step.update('unpacking');
    await store.store(id, result.plan, {signal});
    return result;
  } catch (error) {
    // The next command that tidies up removes it; what went wrong matters more.
    await store.discard(id, {signal: AbortSignal.timeout(10_000)}).catch(() => {});
    throw error;
  } finally {
    archive.destroy();
  }
}

/** Whether another node may do better: not when the archive itself is to blame. */
export const mayRetry = (error: unknown): boolean =>
  !isAppError(error, 'E_IMAGE_ARCHIVE', 'E_IMAGE_NOT_FOUND', 'E_NOT_FOUND', 'E_ENGINE_UNAVAILABLE');

function counted(stream: Readable, step: Step): Readable {
  const count = async function* (): AsyncGenerator<Buffer> {
    let [bytes, shown] = [0, 0];
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes - shown > 8 * 1024 ** 2) {
        shown = bytes;
        step.update(`${Math.round(bytes / 1024 ** 2)} MiB`);
      }
      yield chunk;
    }
  };
  return Readable.from(count(), {objectMode: false});
}
