import {posix} from 'node:path';
import type {Readable, Writable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import type {Engine} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import type {CopySide, FoundPath} from './copy-side.ts';
import {rebaseArchive} from './rebase-archive.ts';

/** Memory of a running node, which a stopped one does not have. */
const volatile = ['/tmp', '/run', '/dev', '/proc', '/sys'];
const aliases = new Map([
  ['/etc/kubernetes', '/var/lib/flotilla/kubernetes'],
  ['/var/run', '/run'],
]);

/** A node that does not run: the engine reads and writes its files. */
export class StoppedNodeSide implements CopySide {
  readonly node: string;
  readonly #engine: Engine;

  constructor(node: string, engine: Engine) {
    this.node = node;
    this.#engine = engine;
  }

  async find(path: string, signal: AbortSignal): Promise<FoundPath> {
    const real = this.#onDisk(posix.normalize(path).replace(/(?<=.)\/$/, ''));
    const stat = await this.#engine.containers.statPath(this.node, real, {signal});
    if (!stat) return {kind: 'none', real};
    if (stat.type === 'link') return this.find(stat.linkTarget, signal);
    return {kind: stat.type, real};
  }

  async send(real: string, archive: Writable, signal: AbortSignal): Promise<void> {
    await pipeline(await this.#engine.containers.getArchive(this.node, real, {signal}), archive, {signal, end: false});
  }

  /** The engine unpacks only into folders that exist, and makes those that an archive has on the way: so the whole path is in its names. */
  async receive(folder: string, archive: Readable, signal: AbortSignal): Promise<void> {
    const whole = rebaseArchive(archive, {rename: (name) => posix.join(this.#onDisk(folder), name).slice(1)}, signal);
    await this.#engine.containers.putArchive(this.node, '/', whole, {signal});
  }

  /** @throws AppError E_NOT_RUNNING. */
  #onDisk(path: string): string {
    for (const [from, to] of aliases) if (isBelow(path, from)) return this.#onDisk(to + path.slice(from.length));
    const folder = volatile.find((one) => isBelow(path, one));
    if (folder === undefined) return path;
    throw new AppError('E_NOT_RUNNING', `Node ${this.node} does not run, and its ${folder} exists only while it does.`, {
      hints: ['start the node, or use another folder, such as /var/tmp'],
    });
  }
}

const isBelow = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);
