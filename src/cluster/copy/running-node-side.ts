import {posix} from 'node:path';
import type {Readable, Writable} from 'node:stream';
import {AppError} from '../../errors/app-error.ts';
import {lastLines} from '../../node/last-lines.ts';
import type {Shell} from '../../node/shell.ts';
import type {Progress} from '../../progress/progress.ts';
import type {CopySide, FoundPath} from './copy-side.ts';
import type {PathKind} from './place-copy.ts';

const findScript = `
if [ -d "$1" ]; then echo folder; elif [ -f "$1" ]; then echo file; elif [ -e "$1" ]; then echo other; else echo none; fi
realpath -m -- "$1"
`;

/** Folders that exist keep their own modes: /tmp must stay open to all when something is copied into it. */
const receiveScript = 'mkdir -p -- "$1" && exec tar -C "$1" --no-overwrite-dir --numeric-owner -xpf -';

/** A running node, by whatever shell: tar runs in it, so that its memory file systems can be reached too. */
export class RunningNodeSide implements CopySide {
  readonly node: string;
  readonly #shell: Shell;
  readonly #progress: Progress;

  constructor(shell: Shell, progress: Progress) {
    this.node = shell.node;
    this.#shell = shell;
    this.#progress = progress;
  }

  async find(path: string, signal: AbortSignal): Promise<FoundPath> {
    const {stdout} = await this.#shell.run(['sh', '-c', findScript, 'sh', path], {signal});
    const [kind = 'none', real = path] = stdout.split(/\n(.*)\n$/s);
    return {kind: kind as PathKind, real};
  }

  async send(real: string, archive: Writable, signal: AbortSignal): Promise<void> {
    const argv = ['tar', '-C', posix.dirname(real), '--numeric-owner', '-cf', '-', '--', posix.basename(real)];
    const {exitCode, stderr} = await this.#shell.tryRun(argv, {signal, stdout: archive});
    if (exitCode === 0) return;
    const details = lastLines(stderr, 5);
    // Files that change meanwhile are copied as they were read; that is all that tar's 1 can mean here.
    if (exitCode === 1) return this.#progress.warn(`On node ${this.node}: ${details.join('; ')}`);
    throw new AppError('E_NODE_COMMAND', `Node ${this.node} could not read all of ${real}.`, {details});
  }

  async receive(folder: string, archive: Readable, signal: AbortSignal): Promise<void> {
    const {exitCode, stderr} = await this.#shell.tryRun(['sh', '-c', receiveScript, 'sh', folder], {signal, stdin: archive});
    if (exitCode === 0) return;
    throw new AppError('E_NODE_COMMAND', `Node ${this.node} could not write all of it to ${folder}.`, {details: lastLines(stderr, 5)});
  }
}
