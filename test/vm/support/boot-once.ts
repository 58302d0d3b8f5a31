import type {TestProject} from 'vitest/node';
import {bootMachine, type MachineFacts} from './machine.ts';

declare module 'vitest' {
  interface ProvidedContext {
    machine: MachineFacts;
  }
}

let machine: AsyncDisposable | undefined;

/** One machine for all tests. */
export async function setup(project: TestProject): Promise<void> {
  const started = performance.now();
  const booted = await bootMachine({memoryMiB: 1024, cpus: 2, ports: 10});
  machine = booted;
  process.stderr.write(`  the virtual machine answers: ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  const {ports, identityFile, knownHosts, hostKey} = booted;
  project.provide('machine', {ports, identityFile, knownHosts, hostKey});
}

/** Switches it off after the last test. */
export async function teardown(): Promise<void> {
  await machine?.[Symbol.asyncDispose]();
}
