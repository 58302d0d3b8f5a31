import {AppError} from '../../errors/app-error.ts';

/** 32 characters, so that the longest node name, `<name>-control-plane99`, stays within the 63 of a DNS label. */
export const clusterNameLength = 32;
export const clusterNamePattern = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
export const clusterNameShape = 'a cluster name consists of lower-case letters, digits and dashes, with a letter or digit at both ends';
/** Networks that every engine has: a cluster's network has the cluster's name. */
const reserved: ReadonlySet<string> = new Set(['bridge', 'host', 'none', 'default']);

/** What is wrong with the name of a cluster, or nothing. */
export function clusterNameProblem(name: string): string | undefined {
  if (name.length > clusterNameLength) return `a cluster name has at most ${clusterNameLength} characters`;
  if (!clusterNamePattern.test(name)) return clusterNameShape;
  return reserved.has(name) ? `"${name}" is the name of a network of the container engine` : undefined;
}

/** Every command's profile goes through this: names become paths and labels. @throws AppError E_USAGE. */
export function checkClusterName(name: string): string {
  const problem = clusterNameProblem(name);
  if (problem === undefined) return name;
  throw new AppError('E_USAGE', `"${name}" cannot name a cluster: ${problem}.`, {hints: ['choose a name such as dev with --profile']});
}
