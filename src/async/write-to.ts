import type {Writable} from 'node:stream';

/** Writes a piece and waits until the stream takes more, so that whoever produces is no faster than who consumes. */
export async function writeTo(stream: Writable, chunk: Buffer | string): Promise<void> {
  if (stream.destroyed || stream.write(chunk)) return;
  await new Promise<void>((resolve, reject) => {
    const settle = (error?: Error): void => {
      stream.off('drain', settle).off('close', settle).off('error', settle);
      if (error) reject(error);
      else resolve();
    };
    stream.once('drain', settle).once('close', settle).once('error', settle);
  });
}
