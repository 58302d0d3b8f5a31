import type {KubeconfigEntry} from '../../kube/kubeconfig/kubeconfig-entry.ts';
import {type KubeconfigStatus, kubeconfigStatus, readContext, readCurrentContext} from '../../kube/kubeconfig/read-kubeconfig.ts';
import {leaveContext, mergeKubeconfig, removeKubeconfig, switchContext} from '../../kube/kubeconfig/update-kubeconfig.ts';

/** The kubeconfig files that the user's kubectl reads. All calls throw AppError E_KUBECONFIG when a file is malformed or cannot be used. */
export interface UserKubeconfig {
  read(name: string): KubeconfigEntry | undefined;
  status(name: string, expectedServer: string): KubeconfigStatus;
  currentContext(): string | undefined;
  /** Returns the file that now holds the entry. */
  merge(entry: KubeconfigEntry, keepContext: boolean): Promise<string>;
  /** Says whether there was anything to remove. */
  remove(name: string): Promise<boolean>;
  /** Makes a context that exists the current one. */
  switchTo(name: string): Promise<void>;
  /** Leaves no current context when it is this one. */
  leave(name: string): Promise<void>;
}

/** The files that the environment names. */
export function userKubeconfig(env: Readonly<Record<string, string | undefined>>, signal: AbortSignal): UserKubeconfig {
  return {
    read: (name) => readContext({name, env}),
    status: (name, expectedServer) => kubeconfigStatus({name, expectedServer, env}),
    currentContext: () => readCurrentContext({env}),
    merge: (entry, keepContext) => mergeKubeconfig({entry, keepContext, env, signal}),
    remove: (name) => removeKubeconfig({name, env, signal}),
    switchTo: (name) => switchContext({name, env, signal}),
    leave: (name) => leaveContext({name, env, signal}),
  };
}
