import {withDeadline} from '../../async/with-deadline.ts';
import {AppError} from '../../errors/app-error.ts';
import {type Adoption, planAdoption} from '../../images/user-images/plan-adoption.ts';
import {lastLines} from '../../node/last-lines.ts';
import {runHelper} from '../helpers/run-helper.ts';
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

/** In a container of its own, for no node sees the engine's folders. */
async function adopt({images, binds}: Adoption, {cluster, nodes}: BringContext, {engine, signal}: ImageDeps): Promise<void> {
  const node = await engine.containers.inspect(nodes[0] ?? '', {signal});
  const {exitCode, output} = await runHelper(
    cluster,
    'images',
    {
      image: node?.image ?? '',
      env: {ADOPT: JSON.stringify(images)},
      entrypoint: ['/usr/local/lib/flotilla/adopt-images'],
      // What overlayfs knows of a layer are attributes that only an administrator may write.
      capAdd: ['SYS_ADMIN'],
      mounts: [
        ...binds.map(({source, target}) => ({type: 'bind' as const, source, target, readOnly: true})),
        {type: 'volume', source: sharedVolumeName(cluster), target: '/mnt/shared'},
      ],
    },
    {engine, signal},
  );
  if (exitCode !== 0) throw new AppError('E_IMAGE_LOAD', lastLines(output, 1)[0] ?? `exit code ${exitCode}`);
}
