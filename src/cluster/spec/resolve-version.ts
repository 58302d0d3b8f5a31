import {AppError} from '../../errors/app-error.ts';
import {resolveKubernetesVersion, versionHint} from './kubernetes-version.ts';

/** `v1.36.2` of whatever form a user wrote. @throws AppError E_CONFIG, E_VERSION_UNSUPPORTED. */
export function resolveVersion(text: string): string {
  const resolved = resolveKubernetesVersion(text);
  if (typeof resolved === 'string') return resolved;
  throw new AppError(resolved.id, `${resolved.problem}.`, {hints: [versionHint]});
}
