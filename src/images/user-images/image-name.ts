import {AppError} from '../../errors/app-error.ts';
import {parseReference} from '../sources/release/image-reference.ts';

/**
 * The name under which containerd, and so the kubelet, knows an image: `nginx` is `docker.io/library/nginx:latest`.
 * @throws AppError E_USAGE.
 */
export function imageName(text: string): string {
  if (!/^[a-z0-9][\w.:/@-]*$/i.test(text) || /\/\/|[/:@]$/.test(text)) throw new AppError('E_USAGE', `"${text}" is no name of an image.`);
  const {registry, repository, tag, digest} = parseReference(text.replace(/^index\.docker\.io\//, 'docker.io/'));
  return `${registry}/${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}
