import {AppError} from '../../errors/app-error.ts';

/** The code of a failed system call, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the disk',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is not a folder',
  ELOOP: 'its links lead in a circle',
};

/** What a failed system call on a kubeconfig file means. */
export function kubeconfigFileError(path: string, cause: unknown): AppError {
  const code = errorCode(cause) ?? '';
  const reason = reasons[code] ?? (cause instanceof Error ? cause.message : String(cause));
  return new AppError('E_KUBECONFIG', `The kubeconfig file ${path} cannot be used: ${reason}.`, {
    cause,
    hints: [`ls -ld ${path}`, 'use another file: export KUBECONFIG=$HOME/.kube/flotilla'],
  });
}
