import {randomBytes} from 'node:crypto';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect} from 'vitest';
import {docker} from './docker.ts';
import {leftovers} from './leftovers.ts';
import {type CliResult, runCli} from './run-cli.ts';

interface Surroundings {
  /** A file that several clusters share; one of its own unless told. */
  readonly kubeconfig?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Words in front of the command line, such as `nsenter --net=…`. */
  readonly prefix?: readonly string[];
}

/** One profile that nobody else has, with a kubeconfig of its own. Nothing exists of it until something starts it. */
export class TestCluster {
  readonly profile: string;
  readonly kubeconfig: string;
  readonly env: Readonly<Record<string, string>>;
  readonly prefix: readonly string[];
  readonly #folder: string;

  constructor(what: string, {kubeconfig, env = {}, prefix = []}: Surroundings = {}) {
    this.profile = `t-${what}-${randomBytes(2).toString('hex')}`;
    this.#folder = mkdtempSync(join(tmpdir(), `${this.profile}-`));
    this.kubeconfig = kubeconfig ?? join(this.#folder, 'config');
    this.env = {...env, KUBECONFIG: this.kubeconfig};
    this.prefix = prefix;
  }

  get controlPlane(): string {
    return `${this.profile}-control-plane`;
  }

  /** Runs a command for this profile, whatever its exit code. */
  cli(command: string, ...args: readonly string[]): Promise<CliResult> {
    return runCli([...command.split(' '), '-p', this.profile, ...args], this);
  }

  /** What `start` is called with. */
  startArgs(...args: readonly string[]): string[] {
    return ['start', '-p', this.profile, '--image-source', 'go', ...args];
  }

  /** Starts it and says how long that took. */
  async start(...args: readonly string[]): Promise<CliResult> {
    const result = await runCli(this.startArgs(...args), this);
    expect(result.exitCode, `${result.stderr}\n${result.stdout}`).toBe(0);
    report(`start of ${this.profile} ${args.join(' ')}`, result.seconds);
    return result;
  }

  async delete(): Promise<CliResult> {
    const result = await this.cli('delete');
    expect(result.exitCode, result.stderr).toBe(0);
    return result;
  }

  leftovers(): Promise<string[]> {
    return leftovers(this.profile, this.kubeconfig);
  }

  /** Runs the kubectl of the control plane. */
  kubectl(...args: readonly string[]): Promise<string> {
    return this.onNode(this.controlPlane, 'kubectl', ...args);
  }

  /** Applies manifests, which may be of one file with several documents. */
  apply(manifests: readonly object[]): Promise<string> {
    const list = JSON.stringify({apiVersion: 'v1', kind: 'List', items: manifests});
    return docker(['exec', '-i', this.controlPlane, 'kubectl', 'apply', '-f', '-'], {input: list, env: this.env});
  }

  /** What kubectl prints with `-o json`. */
  async get<T>(...args: readonly string[]): Promise<T> {
    return JSON.parse(await this.kubectl('get', ...args, '-o', 'json')) as T;
  }

  /** Runs a command in a node. */
  onNode(node: string, ...argv: readonly string[]): Promise<string> {
    return docker(['exec', node, ...argv], {env: this.env});
  }

  /** Removes everything, also after a failure in the middle. */
  async close(): Promise<void> {
    await this.cli('delete');
    rmSync(this.#folder, {recursive: true, force: true});
  }
}

/** Prints a measured time, for long tests show what they do. */
export function report(what: string, seconds: number): void {
  process.stderr.write(`  ${what}: ${seconds.toFixed(1)} s\n`);
}
