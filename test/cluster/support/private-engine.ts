import {spawn} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {closeSync, existsSync, mkdirSync, openSync, readFileSync} from 'node:fs';
import {readlink, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {execa} from 'execa';
import {nodeImageReference} from '../../../src/images/node-image/node-image.ts';
import {docker} from './docker.ts';
import {until} from './until.ts';

/** On a disk, not on tmpfs or overlay: dockerd's overlay2 works there. */
const parent = '/var/tmp';

/**
 * A second dockerd, with its own data and its own network namespace, so that a test can stop it without touching the engine of this machine
 * or that one's firewall rules. The namespace outlives the daemon, as a machine outlives it.
 */
export class PrivateEngine {
  readonly #name = `t-engine-${randomBytes(2).toString('hex')}`;
  readonly #folder = join(parent, this.#name);
  readonly #state = join('/run', this.#name);
  #machine: {readonly pid: number; kill(): void} | undefined;

  get env(): Readonly<Record<string, string>> {
    return {DOCKER_HOST: `unix://${join(this.#state, 'docker.sock')}`};
  }

  /** Words that run a program in the engine's network. */
  get prefix(): readonly string[] {
    return ['nsenter', `--net=/proc/${this.#machine?.pid}/ns/net`];
  }

  /** Starts it without any image. */
  async openEmpty(): Promise<void> {
    mkdirSync(this.#folder, {recursive: true});
    mkdirSync(this.#state, {recursive: true});
    const machine = execa('unshare', ['--net', 'sleep', 'infinity'], {reject: false, stdio: 'ignore'});
    if (machine.pid === undefined) throw new Error('unshare could not be started.');
    this.#machine = {pid: machine.pid, kill: () => machine.kill('SIGKILL')};
    await until(
      'the network namespace',
      async () => (await readlink(`/proc/${machine.pid}/ns/net`)) !== (await readlink('/proc/self/ns/net')),
    );
    await this.start();
  }

  /** Starts it and gives it the node image of the machine's own engine. */
  async open(kubernetesVersion: string): Promise<void> {
    await this.openEmpty();
    const image = nodeImageReference(kubernetesVersion);
    await execa('sh', ['-c', `env -u DOCKER_HOST docker save ${image} | docker load`], {env: this.env});
    // Published ports on 127.0.0.1 need the loopback device, which a new namespace has, but down.
    await this.docker('run', '--rm', '--network=host', '--cap-add=NET_ADMIN', '--entrypoint=ip', image, 'link', 'set', 'lo', 'up');
  }

  /** Starts the daemon and waits until it answers. */
  async start(): Promise<void> {
    const log = openSync(join(this.#folder, 'log'), 'a');
    const words = [
      ...this.prefix,
      'dockerd',
      `--data-root=${join(this.#folder, 'data')}`,
      `--exec-root=${join(this.#state, 'exec')}`,
      `--pidfile=${this.#pidFile}`,
      `--host=${this.env['DOCKER_HOST']}`,
    ];
    spawn('setsid', words, {stdio: ['ignore', log, log], detached: true}).unref();
    closeSync(log);
    await until('dockerd', async () => (await execa('docker', ['version'], {env: this.env, reject: false})).exitCode === 0);
  }

  /** Ends the daemon as an init system does, and waits until it is gone. */
  async stop(): Promise<void> {
    const pid = Number(readFileSync(this.#pidFile, 'utf8'));
    process.kill(pid, 'SIGTERM');
    await until('the end of dockerd', async () => !existsSync(`/proc/${pid}`));
  }

  docker(...args: readonly string[]): Promise<string> {
    return docker(args, {env: this.env});
  }

  async close(): Promise<void> {
    await this.stop().catch(() => {});
    this.#machine?.kill();
    // What a daemon leaves mounted when it ends: the network namespace that host networking uses.
    await execa('umount', [join(this.#state, 'exec/netns/default')], {reject: false});
    await Promise.all([this.#folder, this.#state].map((folder) => rm(folder, {recursive: true, force: true})));
  }

  get #pidFile(): string {
    return join(this.#state, 'dockerd.pid');
  }
}
