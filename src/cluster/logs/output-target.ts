/** What `--file` asks for. */
export interface OutputTarget {
  readonly kind: 'archive' | 'folder' | 'text';
  readonly path: string;
}

/** Tells by the name: an archive (.tar.gz, .tgz), a folder (ends with a slash, or is one already), or a text file as minikube's. */
export function outputTarget(path: string, isFolder: boolean): OutputTarget {
  if (/\.(tar\.gz|tgz)$/.test(path)) return {kind: 'archive', path};
  if (path.endsWith('/') || isFolder) return {kind: 'folder', path: path.replace(/(?<=.)\/+$/, '')};
  return {kind: 'text', path};
}
