import type {Readable} from 'node:stream';
import {AppError, isAppError} from '../../errors/app-error.ts';
import type {CallOptions} from '../engine.ts';
import type {DockerApi} from './docker-api.ts';

export interface BuildOptions extends CallOptions {
  readonly tag: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** Path of the Dockerfile in the context. */
  readonly dockerfile?: string;
  /** Stage to build. */
  readonly target?: string;
  readonly noCache?: boolean;
  readonly onProgress?: (line: string) => void;
}

/** How much of the output goes into the error. */
const keptLines = 25;

/**
 * Builds with the engine's classic builder, which every engine has, and returns the image's id.
 * @throws AppError E_IMAGE_BUILD with the last lines of output.
 */
export async function buildImage(api: DockerApi, context: Readable, options: BuildOptions): Promise<string> {
  const {tag, onProgress, signal} = options;
  const recent: string[] = [];
  let id = '';
  try {
    const request = {
      method: 'POST',
      path: '/build',
      query: queryOf(options),
      upload: context,
      signal,
      action: `build image ${tag}`,
    } as const;
    for await (const {stream = '', aux} of api.progress(request)) {
      id = aux?.ID ?? id;
      for (const line of stream.split('\n').filter((text) => text.trim() !== '')) {
        onProgress?.(line);
        recent.push(line);
        if (recent.length > keptLines) recent.shift();
      }
    }
  } catch (error) {
    if (!isAppError(error, 'E_ENGINE', 'E_NOT_FOUND')) throw error;
    throw new AppError('E_IMAGE_BUILD', error.message, {cause: error, details: recent});
  }
  return id;
}

function queryOf({tag, labels = {}, buildArgs = {}, dockerfile, target, noCache = false}: BuildOptions): Record<string, unknown> {
  return {
    t: tag,
    rm: true,
    forcerm: true,
    labels,
    buildargs: buildArgs,
    nocache: noCache,
    ...(dockerfile === undefined ? {} : {dockerfile}),
    ...(target === undefined ? {} : {target}),
  };
}
