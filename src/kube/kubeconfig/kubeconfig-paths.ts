import {homedir} from 'node:os';
import {delimiter, join, resolve} from 'node:path';
import type {KubeconfigSource} from './kubeconfig-entry.ts';

/** The files that kubectl would read, in its order: the path, else the list in KUBECONFIG, else `~/.kube/config`. Never empty. */
export function kubeconfigPaths({path, env}: KubeconfigSource): readonly [string, ...string[]] {
  const listed = path === undefined ? (env['KUBECONFIG'] ?? '').split(delimiter) : [path];
  const [first, ...others] = new Set(listed.filter((item) => item !== '').map((item) => resolve(item)));
  return first === undefined ? [join(env['HOME'] || homedir(), '.kube', 'config')] : [first, ...others];
}
