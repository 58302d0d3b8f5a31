import {allOf} from '../../async/all-of.ts';
import {mapConcurrent} from '../../async/map-concurrent.ts';
import {withDeadline} from '../../async/with-deadline.ts';
import type {KubeApi} from '../../kube/kube-api.ts';
import type {KubeconfigEntry} from '../../kube/kubeconfig/kubeconfig-entry.ts';
import {parseKubeconfig} from '../../kube/kubeconfig/read-kubeconfig.ts';
import {waitForApiServer} from '../../kube/wait/wait-for-api-server.ts';
import {diagnoseNode} from '../../node/diagnose-node.ts';
import type {Shell} from '../../node/shell.ts';
import type {Progress} from '../../progress/progress.ts';
import {apiServerUrl} from '../plan/api-server-url.ts';
import type {ClusterPlan, DecidedSpec, NodePlan} from '../plan/cluster-plan.ts';
import {applyNodes} from '../system/apply-nodes.ts';
import {applySystem} from '../system/apply-system.ts';
import {followAccess} from '../system/follow-access.ts';
import {chooseSource, type Source} from './choose-source.ts';
import {fetchCredentials, withoutCredentials, writeWorkerFiles} from './credentials.ts';
import {joinControlPlane} from './join-control-plane.ts';
import {patience, runPatiently} from './patience.ts';
import {renewCertificates} from './renew-certificates.ts';
import {startHints} from './start-hints.ts';

export interface BringUpDeps {
  readonly progress: Progress;
  readonly signal: AbortSignal;
  shellOf(node: string): Shell;
  kubeApi(entry: KubeconfigEntry): KubeApi;
}

export interface BringUpInput {
  readonly plan: ClusterPlan;
  /** Names of the nodes that run; all unless told. */
  readonly active?: ReadonlySet<string>;
  /** References of the images in the node image. */
  readonly contents: readonly string[];
  readonly timeoutMs: number;
}

/**
 * From running containers to an API server that has everything a cluster needs, and kubelets that are on their way. What does not depend on
 * each other runs at the same time. Returns the administrator's credentials.
 * @throws AppError E_TIMEOUT, E_NODE_COMMAND, E_API, E_NOT_RUNNING.
 */
export async function bringUp(input: BringUpInput, deps: BringUpDeps): Promise<KubeconfigEntry> {
  const {plan, active, timeoutMs} = input;
  const nodes = plan.nodes.filter(({name}) => active?.has(name) ?? true);
  const isControlPlane = ({role}: NodePlan): boolean => role === 'control-plane';
  const source = await chooseSource(plan.nodes.filter(isControlPlane), nodes.filter(isControlPlane), deps.shellOf, deps.signal);
  const shell = deps.shellOf(source.node.name);
  return withDeadline(
    {
      signal: deps.signal,
      timeoutMs,
      what: `the control plane on ${source.node.name}`,
      diagnose: () => diagnoseNode(shell),
      hints: startHints,
    },
    (signal) =>
      deps.progress.step('Starting the control plane', async () => {
        const [admin] = await allOf(
          signal,
          (scope) => furnish(input, nodes, source, {...deps, signal: scope}),
          (scope: AbortSignal) => (source.initialised ? Promise.resolve() : initControlPlane(shell, timeoutMs, scope)),
        );
        return admin;
      }),
  );
}

async function initControlPlane(shell: Shell, timeoutMs: number, signal: AbortSignal): Promise<void> {
  await runPatiently({what: `the control plane on ${shell.node}`, timeoutMs}, () =>
    shell.run(['/usr/local/lib/flotilla/init-control-plane'], {env: patience(timeoutMs), signal}),
  );
}

/** Everything that kubeadm on the first control plane does not do, as soon as the API server answers. */
async function furnish(
  {plan, contents, timeoutMs}: BringUpInput,
  nodes: readonly NodePlan[],
  source: Source,
  {shellOf, kubeApi, progress, signal}: BringUpDeps,
): Promise<KubeconfigEntry> {
  const shell = shellOf(source.node.name);
  const workers = nodes.filter(({role}) => role === 'worker');
  // One that is initialised may have been told to leave etcd by a deletion that was not finished: it is looked at like the others.
  const joining = nodes.filter((node) => node.role === 'control-plane' && (source.initialised || node !== source.node));
  const strangers = await withoutCredentials(workers, shellOf, signal);
  const others = source.initialised ? joining.filter((node) => node !== source.node) : [];
  const [credentials, notes] = await allOf(
    signal,
    (scope) => fetchCredentials(shell, strangers, scope),
    (scope) => renewCertificates(others, shellOf, scope),
  );
  for (const note of [...(credentials.notes ?? []), ...notes]) tellNote(note, progress);
  const api = kubeApi(entryOf(plan.spec, credentials.superAdmin));
  using _connections = {[Symbol.dispose]: () => api.close()};
  await allOf(
    signal,
    (scope) => waitForApiServer(api, {signal: scope, timeoutMs}),
    (scope) => writeWorkerFiles(strangers, credentials, shellOf, scope),
  );
  await applyNodes(plan.nodes, api, signal);
  await allOf(
    signal,
    async (scope) => {
      await applySystem(plan, contents, api, scope);
      await followAccess(plan.access, api, scope);
    },
    (scope) => mapConcurrent(workers, {signal: scope}, (worker, inner) => startKubelet(shellOf(worker.name), inner)),
    (scope) =>
      mapConcurrent(joining, {signal: scope}, ({name}, inner) => joinControlPlane({node: shellOf(name), source: shell, timeoutMs}, inner)),
  );
  return entryOf(plan.spec, credentials.admin);
}

/** Nodes mark what is a warning. */
function tellNote(note: string, progress: Progress): void {
  const [, warning] = /^warning: (.*)/.exec(note) ?? [];
  const sentence = `${(warning ?? note).replace(/^./, (first) => first.toUpperCase())}.`;
  if (warning === undefined) progress.note(sentence);
  else progress.warn(sentence);
}

/** Starts the kubelet of a worker once the API server answers; earlier, its retries would back off for longer than they take. */
async function startKubelet(shell: Shell, signal: AbortSignal): Promise<void> {
  await shell.script('/usr/local/lib/flotilla/wait-booted; systemctl start kubelet', {signal});
}

/** The administrator's kubeconfig with the address under which the host reaches the API server. */
function entryOf(spec: DecidedSpec, kubeconfig: string): KubeconfigEntry {
  return {...parseKubeconfig(kubeconfig), name: spec.name, server: apiServerUrl(spec)} as KubeconfigEntry;
}
