import {randomBytes} from 'node:crypto';
import {withDeadline} from '../../async/with-deadline.ts';
import {AppError} from '../../errors/app-error.ts';
import {type Adoption, planAdoption} from '../../images/user-images/plan-adoption.ts';
import {lastLines} from '../../node/last-lines.ts';
import {helperLabels} from '../helpers/helper-containers.ts';
import {sharedVolumeName} from '../plan/names.ts';
import type {BringContext} from './bring-images.ts';
import type {ImageDeps} from './image-deps.ts';
import type {EngineImage} from './image-source.ts';

/** Gigabytes are copied in seconds; on a busy disk in a few minutes. */
const timeoutMs = 10 * 60_000;

/**
 * Brings images of the engine into the store by copying the folders in which the engine keeps their layers: no archive is written, sent,
 * read and unpacked. Returns false when the engine keeps layers in another way, or the attempt failed: an archive does it then.
 */
export async function adoptImages(images: readonly EngineImage[], title: string, context: BringContext, deps: ImageDeps): Promise<boolean> {
  const {engine, progress, signal} = deps;
  const info = await engine.info({signal});
  const adoption = info.hasOverlayFolders ? planAdoption(images, {dataRoot: info.dataRoot, stored: context.before.layers}) : undefined;
  if (!adoption) return false;
  try {
    await progress.step(title, () =>
      withDeadline({signal, timeoutMs, what: 'copying the layers of images'}, (scope) =>
        adopt(adoption, context, {...deps, signal: scope}),
      ),
    );
    return true;
  } catch (error) {
    signal.throwIfAborted();
    progress.note(
      `The layers could not be copied from where the engine keeps them (${(error as Error).message}): an archive is made of them.`,
    );
    return false;
  }
}

/** In a container of its own, for no node sees the engine's folders. It has the cluster's label, so that `delete` finds what an interruption left. */
async function adopt({images, binds}: Adoption, {cluster, nodes}: BringContext, {engine, signal}: ImageDeps): Promise<void> {
  const node = await engine.containers.inspect(nodes[0] ?? '', {signal});
  const name = `${cluster}-images-${randomBytes(3).toString('hex')}`;
  await engine.containers.create(
    {
      name,
      image: node?.image ?? '',
      labels: helperLabels(cluster, 'images'),
      env: {ADOPT: JSON.stringify(images)},
      entrypoint: ['/usr/local/lib/flotilla/adopt-images'],
      command: [],
      // What overlayfs knows of a layer are attributes that only an administrator may write.
      capAdd: ['SYS_ADMIN'],
      networkMode: 'none',
      mounts: [
        ...binds.map(({source, target}) => ({type: 'bind' as const, source, target, readOnly: true})),
        {type: 'volume', source: sharedVolumeName(cluster), target: '/mnt/shared'},
      ],
    },
    {signal},
  );
  try {
    await engine.containers.start(name, {signal});
    const exitCode = await engine.containers.wait(name, {signal});
    if (exitCode === 0) return;
    const said = lastLines(await engine.containers.logs(name, {signal, tail: 3}), 1)[0];
    throw new AppError('E_IMAGE_LOAD', said ?? `exit code ${exitCode}`);
  } finally {
    await engine.containers.remove(name, {signal: AbortSignal.timeout(10_000)}).catch(() => {});
  }
}
