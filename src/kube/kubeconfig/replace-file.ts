import {randomUUID} from 'node:crypto';
import {chownSync, closeSync, fsyncSync, openSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync} from 'node:fs';
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

/**
 * Gives a file new content in one step, readable by its owner only, whose it remains. A link stays a link.
 * A file that cannot be renamed to, such as one mounted into a container by itself, is overwritten.
 * @throws AppError E_KUBECONFIG.
 */
export function replaceFile(path: string, content: string): void {
  const old = statSync(path, {throwIfNoEntry: false});
  const target = old ? realpathSync(path) : path;
  const temporary = `${target}.${randomUUID()}.tmp`;
  try {
    writeSynced(temporary, content);
    if (old && old.uid !== process.geteuid?.()) chownSync(temporary, old.uid, old.gid);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, {force: true});
    if (errorCode(error) !== 'EBUSY' && errorCode(error) !== 'EXDEV') throw kubeconfigFileError(path, error);
    writeFileSync(target, content);
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
