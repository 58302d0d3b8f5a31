import {setTimeout as delay} from 'node:timers/promises';
import {execa} from 'execa';
import {spawnCli} from '../support/run-cli.ts';
import type {TestCluster} from '../support/test-cluster.ts';

/** A `service` command that stays, as long as it is not disposed. */
export interface Staying extends AsyncDisposable {
  /** The first lines of its output. */
  readonly urls: readonly string[];
  /** What it has said so far. */
  stderr(): string;
  /** Ends it as Ctrl-C does. Gives its exit code. */
  interrupt(): Promise<number>;
}

/** Runs `flotilla service …` until it has printed a number of URLs; it goes on running. */
export async function stay(cluster: TestCluster, count: number, ...words: readonly string[]): Promise<Staying> {
  const child = spawnCli(['service', '-p', cluster.profile, '--url', ...words], cluster);
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  let ended = false;
  void child.finally(() => {
    ended = true;
  });
  const urls = (): string[] => stdout.split('\n').slice(0, -1);
  while (urls().length < count) {
    if (ended) throw new Error(`It ended: ${stderr}`);
    await delay(50);
  }
  return {
    urls: urls(),
    stderr: () => stderr,
    async interrupt() {
      child.kill('SIGINT');
      return (await child).exitCode ?? -1;
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await child;
    },
  };
}

/** What a URL answers, asked with curl from where the cluster's command line runs; empty when nobody answers. */
export async function fetchFrom({prefix, env}: Pick<TestCluster, 'prefix' | 'env'>, url: string): Promise<string> {
  const [program = '', ...words] = [...prefix, 'curl', '-s', '--noproxy', '*', '--max-time', '20', `${url}/cgi-bin/who`];
  return (await execa(program, words, {env, reject: false})).stdout;
}
