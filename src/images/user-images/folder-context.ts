import {existsSync, lstatSync, readFileSync} from 'node:fs';
import {join, relative, resolve, sep} from 'node:path';
import {Readable} from 'node:stream';
import dockerignore, {type Ignore} from '@balena/dockerignore';
import {pack} from 'tar-fs';
import {AppError} from '../../errors/app-error.ts';

/** The package is CommonJS whose types say otherwise. */
const ignore = dockerignore as unknown as () => Ignore;

export interface BuildContext {
  /** Path of the Dockerfile in the context, when it is not the usual one. */
  readonly dockerfile?: string;
  open(): Readable;
}

/**
 * A folder as a build context, without what its .dockerignore names. As for `docker build`, a Dockerfile's path is taken from here, and the
 * Dockerfile is sent whatever .dockerignore says.
 * @throws AppError E_FILE.
 */
export function folderContext(folder: string, file: string | undefined): BuildContext {
  const root = resolve(folder);
  const path = file === undefined ? join(root, 'Dockerfile') : existsSync(resolve(file)) ? resolve(file) : join(root, file);
  const dockerfile = relative(root, path).split(sep).join('/');
  if (!existsSync(path)) throw new AppError('E_FILE', `There is no ${path}.`, {hints: ['name the Dockerfile with --file']});
  if (dockerfile.startsWith('../')) throw new AppError('E_FILE', `${path} is outside of the build context ${root}.`);
  const rules = ignoreRules(root, dockerfile);
  const isIgnored = (entry: string): boolean => {
    const name = relative(root, entry).split(sep).join('/');
    if (name === '' || name === dockerfile || name === '.dockerignore' || !rules.matcher.ignores(name)) return false;
    // What is below an ignored folder may be wanted after all, and the Dockerfile may be there.
    return !(rules.hasExceptions || dockerfile.startsWith(`${name}/`)) || !lstatSync(entry).isDirectory();
  };
  return {
    ...(file === undefined ? {} : {dockerfile}),
    open: () => Readable.from(pack(root, {ignore: isIgnored, map: (header) => ({...header, uid: 0, gid: 0})}), {objectMode: false}),
  };
}

/** A .dockerignore beside the Dockerfile, with its name in front, wins over the folder's own. */
function ignoreRules(root: string, dockerfile: string): {readonly matcher: Ignore; readonly hasExceptions: boolean} {
  const candidates = [join(root, `${dockerfile}.dockerignore`), join(root, '.dockerignore')];
  const found = candidates.find((candidate) => existsSync(candidate));
  const lines = found === undefined ? [] : readFileSync(found, 'utf8').split(/\r?\n/);
  return {matcher: ignore().add(lines), hasExceptions: lines.some((line) => line.startsWith('!'))};
}
