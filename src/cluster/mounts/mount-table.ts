import type {CallOptions, Engine} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import {lastLines} from '../../node/last-lines.ts';

/** What is mounted somewhere: a file system by its device, and a folder or file of it. */
export interface MountSource {
  readonly device: string;
  readonly root: string;
}

/** All that is mounted on a path, the uppermost last. `table` is a text of mountinfo. */
export function mountsOn(table: string, path: string): MountSource[] {
  return table.split('\n').flatMap((line) => {
    const [, , device = '', root = '', point] = line.split(' ');
    return point !== undefined && unescaped(point) === path ? [{device, root}] : [];
  });
}

export const isSameSource = (one: MountSource, other: MountSource): boolean => one.device === other.device && one.root === other.root;

/** The kernel writes spaces and the like as octal numbers. */
const unescaped = (text: string): string =>
  text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));

/** What a container has mounted on a path, the uppermost last. @throws AppError E_NODE, or of the engine when it does not run. */
export async function readMountsOn(path: string, container: string, engine: Engine, {signal}: CallOptions): Promise<MountSource[]> {
  const {stdout, stderr, exitCode} = await engine.containers.exec(container, ['cat', '/proc/self/mountinfo'], {signal});
  if (exitCode === 0) return mountsOn(stdout.toString(), path);
  throw new AppError('E_NODE', `The mounts of ${container} cannot be read.`, {details: lastLines(stderr.toString(), 3)});
}
