import {mkdir, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {isRemote} from '../../../engine/is-remote.ts';
import {isAppError} from '../../../errors/app-error.ts';
import {renderKubeconfig} from '../../../kube/kubeconfig/edit-kubeconfig.ts';
import {openForward} from '../../../network/forwarding/open-forward.ts';
import {apiServerUrl} from '../../plan/api-server-url.ts';
import type {DecidedSpec} from '../../plan/cluster-plan.ts';
import {dialCluster} from '../../remote/dial-cluster.ts';
import {type ClusterState, requireCluster} from '../../state/cluster-state.ts';
import {clusterFolder} from '../../state/paths.ts';
import {adminEntry} from '../admin-entry.ts';
import {requireSpec} from '../require-spec.ts';
import type {UpdateContextDeps} from '../update-context.ts';
import {type KubectlDeps, kubectlBinary} from './kubectl-binary.ts';
import {runProgram} from './run-program.ts';
import {withContext} from './with-context.ts';

export type RunKubectlDeps = KubectlDeps & UpdateContextDeps;

/**
 * Runs kubectl of the cluster's version against the cluster, whatever the current context is, and gives its exit code. The user's
 * kubeconfig is used, so that namespace and changes of it stay; where it does not lead to the cluster, a temporary one.
 * @throws AppError E_CLUSTER_NOT_FOUND, E_NOT_RUNNING, E_TOOL_MISSING.
 */
export async function runKubectl(cluster: string, words: readonly string[], deps: RunKubectlDeps): Promise<number> {
  const state = await requireCluster(deps.engine, cluster, deps);
  const spec = requireSpec(state);
  const kubectl = await kubectlBinary(state, spec.kubernetesVersion, deps);
  if (!isRemote(deps.engine.endpoint)) return explained(await runWith(kubectl, words, state, spec, deps), state, deps);
  await using door = await openForward({dial: () => dialCluster(deps.engine, cluster, deps)});
  return await runWith(kubectl, words, state, spec, deps, `https://127.0.0.1:${door.port}`);
}

/** kubectl cannot know why nobody answers. */
function explained(code: number, {name, nodes}: ClusterState, {progress}: RunKubectlDeps): number {
  const states = new Set(nodes.filter(({spec}) => spec.role === 'control-plane').map(({container}) => container?.state));
  if (code !== 0 && !states.has('running')) {
    const [what, command] = states.has('paused') ? ['paused', 'unpause'] : ['stopped', 'start'];
    progress.warn(`The cluster is ${what}: flotilla ${command} -p ${name}`);
  }
  return code;
}

/** `server`: where the API server is reached instead of where the kubeconfig says. */
async function runWith(
  kubectl: string,
  words: readonly string[],
  state: ClusterState,
  spec: DecidedSpec,
  deps: RunKubectlDeps,
  server?: string,
): Promise<number> {
  if (isConfigured(spec, deps)) return runProgram(kubectl, withContext(words, state.name, server), process.env);
  await using file = await temporaryKubeconfig(state, deps, server);
  return await runProgram(kubectl, words, {...process.env, KUBECONFIG: file.path});
}

function isConfigured(spec: DecidedSpec, {kubeconfig}: RunKubectlDeps): boolean {
  try {
    return kubeconfig.status(spec.name, apiServerUrl(spec)) === 'Configured';
  } catch (error) {
    if (isAppError(error, 'E_KUBECONFIG')) return false;
    throw error;
  }
}

/** In the cluster's own folder, where `delete` finds what an interruption leaves. */
async function temporaryKubeconfig(
  state: ClusterState,
  deps: RunKubectlDeps,
  server?: string,
): Promise<AsyncDisposable & {readonly path: string}> {
  const entry = await adminEntry(state, 'published', deps);
  const text = renderKubeconfig(server === undefined ? entry : {...entry, server});
  const folder = clusterFolder(deps.paths, state.name);
  const path = join(folder, `kubeconfig.${process.pid}`);
  await mkdir(folder, {recursive: true, mode: 0o700});
  await writeFile(path, text, {mode: 0o600});
  return {path, [Symbol.asyncDispose]: () => rm(path, {force: true})};
}
