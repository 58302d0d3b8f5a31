import {parseReference} from '../sources/release/image-reference.ts';

/**
 * The name under which containerd, and so the kubelet, knows an image: `nginx` is `docker.io/library/nginx:latest`.
 * @throws AppError E_USAGE.
 */
export function imageName(text: string): string {
  const {registry, repository, tag, digest} = parseReference(text.replace(/^index\.docker\.io\//, 'docker.io/'));
  return `${registry}/${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}
