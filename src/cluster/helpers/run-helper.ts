import {randomBytes} from 'node:crypto';
import type {CallOptions, ContainerSpec, Engine} from '../../engine/engine.ts';
import type {HelperPart} from '../labels.ts';
import {helperLabels} from './helper-containers.ts';

export interface HelperRun {
  readonly exitCode: number;
  /** The last lines of both streams of one that failed. */
  readonly output: string;
}

/**
 * Runs a program to its end in a container of its own, without network, for what no node can do. The container has the cluster's label, so that
 * `delete` finds what an interruption left, and is removed afterwards.
 */
export async function runHelper(
  cluster: string,
  part: HelperPart,
  spec: Omit<ContainerSpec, 'name' | 'labels' | 'command' | 'networkMode'>,
  {engine, signal}: CallOptions & {readonly engine: Engine},
): Promise<HelperRun> {
  const name = `${cluster}-${part}-${randomBytes(3).toString('hex')}`;
  await engine.containers.create({...spec, name, labels: helperLabels(cluster, part), command: [], networkMode: 'none'}, {signal});
  try {
    await engine.containers.start(name, {signal});
    const exitCode = await engine.containers.wait(name, {signal});
    return {exitCode, output: exitCode === 0 ? '' : await engine.containers.logs(name, {signal, tail: 3})};
  } finally {
    await engine.containers.remove(name, {signal: AbortSignal.timeout(10_000)}).catch(() => {});
  }
}
