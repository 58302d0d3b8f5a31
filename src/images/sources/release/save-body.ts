import {createHash} from 'node:crypto';
import {createWriteStream} from 'node:fs';
import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import type {ReadableStream} from 'node:stream/web';
import {AppError} from '../../../errors/app-error.ts';

export interface SaveBodyInput {
  readonly response: Response;
  readonly file: string;
  /** Hexadecimal. */
  readonly sha256: string;
  /** What it is, for messages. */
  readonly what: string;
}

/** A body that sends nothing for so long, in milliseconds, is given up. */
const stallMs = 30_000;

/** Writes the body of an answer to a file and compares its SHA-256. @throws AppError E_DOWNLOAD or E_CHECKSUM. */
export async function saveBody({response, file, sha256, what}: SaveBodyInput, signal: AbortSignal): Promise<void> {
  if (!response.body) throw new AppError('E_DOWNLOAD', `${what}: the server sent nothing.`);
  const hash = createHash('sha256');
  const stall = new AbortController();
  const stalled = (): void => stall.abort(new AppError('E_DOWNLOAD', `${what}: nothing came for ${stallMs / 1000} s.`));
  let timer = setTimeout(stalled, stallMs);
  const watch = async function* (chunks: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
    for await (const chunk of chunks) {
      clearTimeout(timer);
      timer = setTimeout(stalled, stallMs);
      hash.update(chunk);
      yield chunk;
    }
  };
  try {
    const body = Readable.fromWeb(response.body as ReadableStream);
    await pipeline(body, watch, createWriteStream(file), {signal: AbortSignal.any([signal, stall.signal])});
  } catch (cause) {
    signal.throwIfAborted();
    if (stall.signal.aborted) throw stall.signal.reason;
    throw new AppError('E_DOWNLOAD', `${what}: the download broke off.`, {cause});
  } finally {
    clearTimeout(timer);
  }
  const got = hash.digest('hex');
  if (got === sha256) return;
  throw new AppError('E_CHECKSUM', `${what} does not have the checksum it must have.`, {
    details: [`expected ${sha256}`, `received ${got}`],
  });
}
