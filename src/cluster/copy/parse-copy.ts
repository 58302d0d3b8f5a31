import {AppError} from '../../errors/app-error.ts';

/** One end of a copy: a path on this machine, or an absolute one in a node. */
export type Place =
  | {readonly kind: 'local'; readonly path: string}
  /** Without a name it is the first control plane. */
  | {readonly kind: 'node'; readonly node: string | undefined; readonly path: string};

/**
 * Reads the two words of `cp`. `NODE:PATH` is in a node, as it is for scp; a local file whose name has a colon is written `./a:b`. When no
 * word names a node, the target is on the first control plane, as it is for minikube.
 * @throws AppError E_USAGE.
 */
export function parseCopy(source: string, target: string): {readonly source: Place; readonly target: Place} {
  const [from, to] = [parsePlace(source), parsePlace(target)];
  if (from.kind === 'node' || to.kind === 'node') return {source: from, target: to};
  if (!target.startsWith('/')) {
    throw new AppError('E_USAGE', `Neither "${source}" nor "${target}" is in a node.`, {
      hints: [`flotilla cp ${source} worker:/tmp/ copies to a node`, 'an absolute target without a node is on the first control plane'],
    });
  }
  return {source: from, target: nodePlace(undefined, target)};
}

function parsePlace(word: string): Place {
  const [, node, path] = /^([^/:.~][^/:]*):(.*)$/s.exec(word) ?? [];
  if (node !== undefined && path !== undefined) return nodePlace(node, path);
  if (word === '') throw new AppError('E_USAGE', 'An empty word is no path.');
  if (word === '~' || word.startsWith('~/')) throw noHome(word, 'leave the quotes away, so that your shell replaces it');
  return {kind: 'local', path: word};
}

function nodePlace(node: string | undefined, path: string): Place {
  if (path === '~' || path.startsWith('~/')) throw noHome(path, `write ${path.replace('~', '/root')}`);
  if (!path.startsWith('/')) {
    const whole = `${node === undefined ? '' : `${node}:`}/${path}`;
    throw new AppError('E_USAGE', `The path "${path}" of a node is not absolute.`, {hints: [`write ${whole} or whatever folder it is in`]});
  }
  return {kind: 'node', node, path};
}

const noHome = (path: string, hint: string): AppError =>
  new AppError('E_USAGE', `"~" in "${path}" is not replaced by a home folder.`, {hints: [hint]});
