import type {ErrorId} from '../../errors/catalogue.ts';
import {defaultKubernetesVersion} from '../../images/default-version.ts';

/** Minor versions of Kubernetes 1 that clusters are made of; every patch of them is accepted. */
const supportedMinors = {oldest: 34, newest: 37} as const;

/** For whoever gave a version that is none. */
export const versionHint = 'flotilla node-image list shows the versions that start without a build';

/** What is wrong with a version, as an answer rather than an error, so that it can be reported with its place in a file. */
export interface VersionProblem {
  readonly id: ErrorId;
  readonly problem: string;
}

/** Turns `v1.36.2`, `1.36.2`, `stable` or `latest` into `v1.36.2`. */
export function resolveKubernetesVersion(text: string): string | VersionProblem {
  if (text === 'stable' || text === 'latest') return defaultKubernetesVersion;
  const match = /^v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/.exec(text);
  if (!match)
    return {
      id: 'E_CONFIG',
      problem: `"${text}" is not a version of Kubernetes; write one such as ${defaultKubernetesVersion}, "stable" or "latest"`,
    };
  const [, major = '', minor = '', patch = ''] = match;
  const {oldest, newest} = supportedMinors;
  if (Number(major) === 1 && Number(minor) >= oldest && Number(minor) <= newest) return `v${major}.${minor}.${patch}`;
  return {
    id: 'E_VERSION_UNSUPPORTED',
    problem: `Kubernetes v${major}.${minor}.${patch} is not supported; choose from v1.${oldest} to v1.${newest}`,
  };
}
