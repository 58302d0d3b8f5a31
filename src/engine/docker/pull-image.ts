import {AppError, isAppError} from '../../errors/app-error.ts';
import type {CallOptions} from '../engine.ts';
import type {DockerApi} from './docker-api.ts';

/** What registries say of an image that is not there; Docker Hub denies access to what does not exist. */
const missing = /not found|manifest unknown|name unknown|pull access denied|repository does not exist|no such image|no match for platform/i;

/**
 * Pulls one image; a reference without tag or digest means `latest`, as on the command line.
 * @throws AppError E_IMAGE_NOT_FOUND or E_DOWNLOAD.
 */
export async function pullImage(
  api: DockerApi,
  reference: string,
  {signal, onProgress}: CallOptions & {readonly onProgress?: (text: string) => void},
): Promise<void> {
  const query = {fromImage: withTag(reference)};
  try {
    const request = {method: 'POST', path: '/images/create', query, signal, action: `pull image ${reference}`} as const;
    for await (const {status, id, progress} of api.progress(request)) {
      onProgress?.([id, status, progress].filter(Boolean).join(' '));
    }
  } catch (error) {
    if (!isAppError(error, 'E_ENGINE', 'E_NOT_FOUND')) throw error;
    const hints = [`docker pull ${reference}`];
    if (missing.test(error.message)) {
      throw new AppError('E_IMAGE_NOT_FOUND', `Image ${reference} does not exist where it was looked for.`, {
        cause: error,
        details: [error.message],
        hints,
      });
    }
    throw new AppError('E_DOWNLOAD', error.message, {cause: error, hints});
  }
}

/** Without a tag the engine would pull all of them. */
export function withTag(reference: string): string {
  const name = reference.slice(reference.lastIndexOf('/') + 1);
  return name.includes(':') || name.includes('@') ? reference : `${reference}:latest`;
}
