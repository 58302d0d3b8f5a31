import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import {errorCode, kubeconfigFileError} from './kubeconfig-file-error.ts';

/** The text of a file; an empty one when there is no file. @throws AppError E_KUBECONFIG. */
export function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return '';
    throw kubeconfigFileError(path, error);
  }
}

/** The new content before it takes its place. The same for every program, for only the holder of the lock writes it, and may find one of a killed holder. */
const temporaryOf = (target: string): string => `${target}.flotilla.tmp`;

/** Whether a program that was killed left the new content of the file behind, credentials and all. */
export function hasRemains(path: string): boolean {
  return existsSync(temporaryOf(targetOf(path)));
}

/** Removes what a killed program left. Call it under the file's lock. */
export function removeRemains(path: string): void {
  rmSync(temporaryOf(targetOf(path)), {force: true});
}

/**
 * Gives a file new content in one step, readable by its owner only, whose it remains. A link stays a link. Call it under the file's lock.
 * A file that cannot be renamed to, such as one mounted into a container by itself, is overwritten.
 * @throws AppError E_KUBECONFIG.
 */
export function replaceFile(path: string, content: string): void {
  const old = statSync(path, {throwIfNoEntry: false});
  const target = targetOf(path);
  const temporary = temporaryOf(target);
  try {
    rmSync(temporary, {force: true});
    writeSynced(temporary, content);
    if (old && old.uid !== process.geteuid?.()) chownSync(temporary, old.uid, old.gid);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, {force: true});
    if (errorCode(error) !== 'EBUSY' && errorCode(error) !== 'EXDEV') throw kubeconfigFileError(path, error);
    writeFileSync(target, content);
  }
}

/** What a link leads to; the path itself where there is no file. */
export function targetOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function writeSynced(path: string, content: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
