import {createHash, type Hash} from 'node:crypto';
import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {extract, type Header, type Pack, pack} from 'tar-stream';
import {AppError} from '../../errors/app-error.ts';
import {type ArchivePart, ArchiveParts} from './archive-part.ts';
import type {ArchivedImage} from './archived-image.ts';
import {sha256} from './chain-ids.ts';
import {compressionOf} from './compression.ts';
import {dockerImages, dockerManifest} from './docker-images.ts';
import type {LegacyLayers} from './legacy-layers.ts';
import {ociImages} from './oci-images.ts';
import {planStore} from './plan-store.ts';
import type {StorePlan} from './store-plan.ts';

/** A file of an archive while it is read. */
type Entry = AsyncIterable<Buffer> & {readonly header: Header; resume(): void};

/** Files up to this size are kept in memory: manifests, configurations, small layers. */
const smallBytes = 1024 ** 2;

export interface ForwardOptions {
  readonly signal: AbortSignal;
  /** Whether the store has a blob, by its bare digest; it is then left out. */
  has(digest: string): boolean;
  /** What Docker's old archives say with the names of their folders. */
  readonly legacy?: LegacyLayers;
  /** Computes digests and compares them with what the archive says; for archives that are not the engine's own. */
  readonly verify: boolean;
  /** `amd64`, of which an image for several is taken. */
  readonly architecture: string;
}

export interface ForwardedArchive {
  /** A tar of numbered files, for `images receive` of the node image. */
  readonly stream: Readable;
  /** What they are, once all of the stream has been read. */
  readonly plan: Promise<ForwardResult>;
}

export interface ForwardResult {
  readonly plan: StorePlan;
  readonly images: readonly ArchivedImage[];
}

/**
 * Takes an archive of images apart while it streams by, be it of `docker save`, old or new, or an OCI layout, and sends on what the store
 * lacks. Nothing large is held in memory.
 */
export function forwardArchive(input: Readable, options: ForwardOptions): ForwardedArchive {
  const output = pack();
  // Whoever reads the stream or waits for the plan meets the error; before that nobody listens.
  output.on('error', () => {});
  const plan = forward(input, output, options).catch((error: unknown) => {
    output.destroy(error as Error);
    throw error;
  });
  plan.catch(() => {});
  return {stream: Readable.from(output, {objectMode: false}), plan};
}

async function forward(input: Readable, output: Pack, options: ForwardOptions): Promise<ForwardResult> {
  const parts = new ArchiveParts();
  const reader = extract();
  reader.on('error', () => {});
  const known = new Map<string, string>();
  const read = async (): Promise<void> => {
    let count = 0;
    for await (const source of reader) {
      const entry = source as unknown as Entry;
      const path = entry.header.name.replace(/^\.?\//, '');
      if (entry.header.type === 'symlink' || entry.header.type === 'link') addLink(parts, path, entry);
      if (entry.header.type === 'file' || entry.header.type === 'contiguous-file') {
        parts.add(path, await takePart(entry, path, String(++count), output, known, options));
        learnLegacy(path, parts, known, options.legacy);
      } else entry.resume();
    }
  };
  // tar-stream's streams are streamx's, which Node's pipeline takes though its types do not say so.
  const reading = pipeline(input, reader as unknown as NodeJS.WritableStream, {signal: options.signal});
  await Promise.all([reading.catch(asArchiveError), read().catch(asArchiveError)]);
  const result = planStore(imagesOf(parts, options), options);
  for (const {file, content} of result.texts) output.entry({name: file}, content);
  output.finalize();
  return {plan: result.plan, images: result.images};
}

/** What tar-stream and zlib say of broken input, in our words. */
function asArchiveError(error: unknown): never {
  const {code = '', message} = error as NodeJS.ErrnoException;
  if (/^Z_|^ZSTD|ERR_STREAM_PREMATURE_CLOSE/.test(code) || /tar|Unexpected end|header/i.test(message)) {
    throw new AppError('E_IMAGE_ARCHIVE', 'The archive is no tar, or it ends too early.', {cause: error, details: [message]});
  }
  throw error;
}

function addLink(parts: ArchiveParts, path: string, {header}: Entry): void {
  const target = header.linkname ?? '';
  parts.addLink(path, header.type === 'link' ? target : new URL(target, `file:///${path}`).pathname.slice(1));
}

function imagesOf(parts: ArchiveParts, {architecture}: ForwardOptions): ArchivedImage[] {
  const items = dockerManifest(parts);
  const images = ociImages(parts, architecture) ?? (items ? dockerImages(parts, items) : undefined);
  if (!images) throw new AppError('E_IMAGE_ARCHIVE', 'The archive has neither a manifest.json nor an OCI index: it holds no images.');
  if (images.length === 0) throw new AppError('E_IMAGE_ARCHIVE', `The archive has no image for linux/${architecture}.`);
  return images;
}

/** `<folder>/json` comes before `<folder>/layer.tar` and says what that is. */
function learnLegacy(path: string, parts: ArchiveParts, known: Map<string, string>, legacy: LegacyLayers | undefined): void {
  const folder = /^([0-9a-f]{64})\/json$/.exec(path)?.[1];
  const content = folder === undefined ? undefined : parts.get(path)?.content;
  const diffId = folder !== undefined && content !== undefined ? legacy?.diffId(folder, content.toString()) : undefined;
  if (diffId !== undefined) known.set(`${folder}/layer.tar`, diffId);
}

async function takePart(
  entry: Entry,
  path: string,
  file: string,
  output: Pack,
  known: ReadonlyMap<string, string>,
  {has, verify}: ForwardOptions,
): Promise<ArchivePart> {
  const size = entry.header.size ?? 0;
  if (size <= smallBytes) {
    const content = await collect(entry);
    return {size, content, compression: compressionOf(content), ...(verify ? {digest: `sha256:${sha256(content)}`} : {})};
  }
  const digest = known.get(path) ?? named(path);
  const skip = digest !== undefined && has(digest.slice('sha256:'.length));
  const hash = verify ? createHash('sha256') : undefined;
  const start = await (skip ? drain(entry, hash) : copy(entry, output.entry({name: file, size}), hash));
  const actual = hash ? `sha256:${hash.digest('hex')}` : digest;
  return {size, compression: compressionOf(start), ...(actual === undefined ? {} : {digest: actual}), ...(skip ? {} : {file})};
}

function named(path: string): string | undefined {
  const hex = /^blobs\/sha256\/([0-9a-f]{64})$/.exec(path)?.[1];
  return hex === undefined ? undefined : `sha256:${hex}`;
}

async function collect(entry: Entry): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of entry) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Both give the first bytes of the file. */
async function drain(entry: Entry, hash: Hash | undefined): Promise<Buffer> {
  let start: Buffer | undefined;
  for await (const chunk of entry) {
    start ??= Buffer.from(chunk.subarray(0, 4));
    hash?.update(chunk);
  }
  return start ?? Buffer.alloc(0);
}

async function copy(entry: Entry, sink: ReturnType<Pack['entry']>, hash: Hash | undefined): Promise<Buffer> {
  let start: Buffer | undefined;
  const watched = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of entry) {
      start ??= Buffer.from(chunk.subarray(0, 4));
      hash?.update(chunk);
      yield chunk;
    }
  };
  await pipeline(watched(), sink as unknown as NodeJS.WritableStream);
  return start ?? Buffer.alloc(0);
}
