import {type ChildProcessWithoutNullStreams, spawn} from 'node:child_process';
import {Duplex} from 'node:stream';
import {sshTarget} from '../ssh-settings.ts';
import {sharingOptions} from './ssh-sharing.ts';

/**
 * How to connect to the engine of another machine, made as the docker command makes it: the user's own ssh, with their configuration, keys,
 * agent and known hosts, running `docker system dial-stdio` there.
 */
export async function connectOverSsh(url: URL): Promise<() => Duplex> {
  const argv = ['-T', '-o', 'ConnectTimeout=30', ...(await sharingOptions(url)), ...sshTarget(url), 'docker', 'system', 'dial-stdio'];
  return () => new SshConnection(spawn('ssh', argv), url.hostname);
}

/** The pipes of an ssh process as one stream, which ends when the process does and fails with what it complained about. */
class SshConnection extends Duplex {
  readonly #child: ChildProcessWithoutNullStreams;
  #complaint = '';

  constructor(child: ChildProcessWithoutNullStreams, host: string) {
    super();
    this.#child = child;
    child.stdout.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) child.stdout.pause();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      this.#complaint = (this.#complaint + chunk.toString()).slice(-2000);
    });
    // A broken pipe says less than the process will when it ends.
    child.stdin.on('error', () => undefined);
    child.once('error', (error) => this.destroy(error));
    child.once('close', (code) => {
      if (code === 0) this.push(null);
      else this.destroy(Object.assign(new Error(`ssh ${host}: ${this.#complaint.trim() || `exit code ${code}`}`), {code: 'ESSH'}));
    });
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#child.stdin.write(chunk, () => done());
  }

  override _final(done: () => void): void {
    this.#child.stdin.end(() => done());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#child.kill();
    done(error);
  }

  /** What an HTTP agent asks of an idle socket: it must not keep this process alive. */
  ref(): this {
    for (const handle of this.#handles()) handle.ref();
    return this;
  }

  unref(): this {
    for (const handle of this.#handles()) handle.unref();
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }

  #handles(): readonly Handle[] {
    const {stdin, stdout, stderr} = this.#child;
    // Pipes of a child process are sockets, though their types do not say so.
    return [this.#child, ...([stdin, stdout, stderr] as unknown as Handle[])];
  }
}

interface Handle {
  ref(): void;
  unref(): void;
}
