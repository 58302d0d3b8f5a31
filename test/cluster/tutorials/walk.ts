import {chmodSync, cpSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {expect} from 'vitest';
import type {TestCluster} from '../support/test-cluster.ts';

const root = join(import.meta.dirname, '../../..');
/** Milliseconds; what a tutorial says one will see is there a moment after the command that causes it. */
const patienceMs = 120_000;
const pauseMs = 200;

interface Outcome {
  readonly exitCode: number;
  /** Standard output and error output, in the order in which they came. */
  readonly output: string;
}

/** A reader of a tutorial: a shell in a folder with the tutorial's files, where `kubectl` and `flotilla` mean the cluster. */
export class Walk implements Disposable {
  readonly #cluster: TestCluster;
  readonly #folder = mkdtempSync(join(tmpdir(), 'flotilla-walk-'));

  constructor(cluster: TestCluster) {
    this.#cluster = cluster;
    cpSync(join(import.meta.dirname, 'manifests'), this.#folder, {recursive: true});
    this.#program('flotilla', `exec ${root}/bin/flotilla "$@"`);
    this.#program('kubectl', `exec ${root}/bin/flotilla kubectl -- "$@"`);
  }

  #program(name: string, line: string): void {
    const file = join(this.#folder, name);
    writeFileSync(file, `#!/bin/sh\n${line}\n`);
    chmodSync(file, 0o755);
  }

  /** Starts a line that goes on, such as `kubectl proxy`; it ends with its disposal. */
  background(line: string): AsyncDisposable {
    const controller = new AbortController();
    const child = this.#bash(`exec ${line}`, controller.signal);
    return {
      async [Symbol.asyncDispose]() {
        controller.abort();
        await child;
      },
    };
  }

  /** Types lines, and gives what they print. */
  async run(lines: string): Promise<string> {
    const {exitCode, output} = await this.#outcome(lines);
    expect(exitCode, `${lines}\n${output}`).toBe(0);
    return output;
  }

  /** Types lines that a tutorial says will fail. */
  async fail(lines: string): Promise<string> {
    const {exitCode, output} = await this.#outcome(lines);
    expect(exitCode, `${lines}\n${output}`).not.toBe(0);
    return output;
  }

  /** Types lines again until they print what the tutorial shows. */
  async see(lines: string, expected: string | RegExp): Promise<string> {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const {exitCode, output} = await this.#outcome(lines);
      if (exitCode === 0 && (typeof expected === 'string' ? output.includes(expected) : expected.test(output))) return output;
      if (performance.now() > deadline) expect.fail(`\`${lines}\` did not show ${expected}, but:\n${output}`);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }

  async #outcome(lines: string): Promise<Outcome> {
    const {exitCode, all} = await this.#bash(`set -euo pipefail\n${lines}`);
    return {exitCode: exitCode ?? -1, output: all ?? ''};
  }

  #bash(script: string, cancelSignal?: AbortSignal) {
    return execa('bash', ['-c', script], {
      cwd: this.#folder,
      env: {...this.#cluster.env, FLOTILLA_PROFILE: this.#cluster.profile, PATH: `${this.#folder}:${process.env['PATH']}`},
      stdin: 'ignore',
      all: true,
      reject: false,
      ...(cancelSignal ? {cancelSignal} : {}),
    });
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, {recursive: true, force: true});
  }
}
