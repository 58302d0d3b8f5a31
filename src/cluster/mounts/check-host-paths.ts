import {readFile, realpath, stat} from 'node:fs/promises';
import type {EngineEndpoint} from '../../engine/engine-endpoint.ts';
import {AppError} from '../../errors/app-error.ts';
import type {Progress} from '../../progress/progress.ts';
import type {NodeMount} from '../spec/node-spec.ts';

type CheckedMount = Pick<NodeMount, 'hostPath'> & Partial<Pick<NodeMount, 'propagation'>>;

/**
 * Refuses mounts of what is not there, before anything is made. On another machine than the engine's nothing can be seen, and that is said.
 * @throws AppError E_FILE, E_HOST when the host does not pass mounts on as the propagation needs it.
 */
export async function checkHostPaths(mounts: readonly CheckedMount[], {isLocal, url}: EngineEndpoint, progress: Progress): Promise<void> {
  if (mounts.length === 0) return;
  if (!isLocal) {
    progress.note(
      `${mounts.map(({hostPath}) => hostPath).join(', ')}: looked for on the engine's machine (${url}), which cannot be checked from here.`,
    );
    return;
  }
  const table = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '');
  for (const {hostPath, propagation = 'None'} of mounts) {
    if (!(await stat(hostPath).catch(() => undefined))) {
      throw new AppError('E_FILE', `There is no ${hostPath} on this machine to mount.`, {hints: [`mkdir -p ${hostPath}`]});
    }
    if (propagation === 'None' || table === '') continue;
    const mountPoint = passesOn(table, await realpath(hostPath), propagation);
    if (mountPoint === undefined) continue;
    throw new AppError('E_HOST', `Mounts below ${hostPath} cannot be passed on: the mount on ${mountPoint} of this machine is private.`, {
      hints: [`mount --make-shared ${mountPoint}`, 'leave out the propagation, or write None'],
    });
  }
}

/** The mount point that does not pass mounts on as a propagation needs it; nothing when all is well. `table` is a text of mountinfo. */
export function passesOn(table: string, path: string, propagation: NodeMount['propagation']): string | undefined {
  const mounts = table.split('\n').flatMap((line) => {
    const [before = ''] = line.split(' - ');
    const [, , , , point, , ...optional] = before.split(' ');
    return point === undefined ? [] : [{point, optional: optional.join(' ')}];
  });
  const covering = mounts.filter(({point}) => point === '/' || path === point || path.startsWith(`${point}/`));
  const nearest = covering.toSorted((a, b) => b.point.length - a.point.length)[0];
  if (!nearest) return undefined;
  const wanted = propagation === 'Bidirectional' ? /shared:/ : /shared:|master:/;
  return wanted.test(nearest.optional) ? undefined : nearest.point;
}
