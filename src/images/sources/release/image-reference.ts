import {AppError} from '../../../errors/app-error.ts';

/** An image's name in its parts: "registry.k8s.io/coredns/coredns:v1.14.6". */
export interface ImageReference {
  /** Host with port: "registry.k8s.io". */
  readonly registry: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

const shape = /^(?<name>[^@\s]+?)(?::(?<tag>[\w][\w.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$/;

/** Reads a reference as Docker does: without a host it is Docker Hub's, and one word there is in `library`. @throws AppError E_USAGE. */
export function parseReference(text: string): ImageReference {
  const {name, tag, digest} = shape.exec(text)?.groups ?? {};
  if (name === undefined) throw new AppError('E_USAGE', `"${text}" is not the name of an image.`);
  const {registry, repository} = splitName(name);
  if (!/^[a-z0-9._/-]+$/.test(repository)) throw new AppError('E_USAGE', `"${text}" is not the name of an image.`);
  return {registry, repository, ...(digest ? {digest} : {}), ...(tag ? {tag} : digest ? {} : {tag: 'latest'})};
}

function splitName(name: string): {readonly registry: string; readonly repository: string} {
  const [first = '', ...rest] = name.split('/');
  const hasHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  if (hasHost && first !== 'docker.io') return {registry: first, repository: rest.join('/')};
  const path = hasHost ? rest.join('/') : name;
  return {registry: 'docker.io', repository: path.includes('/') ? path : `library/${path}`};
}

/** Puts another registry, with or without a path, in front of what follows a reference's host: kubeadm's imageRepository. */
export function mirrorReference(reference: string, imageRepository: string | undefined): string {
  if (imageRepository === undefined) return reference;
  const {registry} = parseReference(reference);
  const path = reference.startsWith(`${registry}/`) ? reference.slice(registry.length + 1) : reference;
  return `${imageRepository.replace(/\/+$/, '')}/${path}`;
}
