import {mapConcurrent} from '../../async/map-concurrent.ts';
import type {FileEntry} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import type {Shell} from '../../node/shell.ts';
import type {NodePlan} from '../plan/cluster-plan.ts';
import {stateFolder} from '../plan/names.ts';

const programs = '/usr/local/lib/flotilla';
const kubeletConfiguration = '/var/lib/kubelet/config.yaml';

/** What the control plane hands out: texts of PEM and kubeconfig files. Secret: never logged, never in labels. */
export interface Credentials {
  readonly ca: string;
  /** kubeconfig of the cluster's administrator, as users get it. */
  readonly admin: string;
  /** kubeconfig that works from the API server's first moment, before roles are bound. */
  readonly superAdmin: string;
  /** KubeletConfiguration as kubeadm wrote it. */
  readonly kubelet: string;
  /** kubeconfigs of the kubelets, by node. */
  readonly nodes: Readonly<Record<string, string>>;
  /** What the node did with certificates that were about to expire, for the user; not of node images from before. */
  readonly notes?: readonly string[];
}

/** Waits until kubeadm has made its certificates and fetches them, with one kubelet identity per worker. */
export async function fetchCredentials(shell: Shell, workers: readonly NodePlan[], signal: AbortSignal): Promise<Credentials> {
  const {stdout} = await shell.run([`${programs}/credentials`, ...workers.map(({name}) => name)], {signal});
  try {
    return JSON.parse(stdout) as Credentials;
  } catch {
    // Without the cause: it quotes the text, and the text is keys.
    throw new AppError('E_NODE', `Node ${shell.node} did not hand out the cluster's credentials.`);
  }
}

/** Whether a node's kubelet has what it needs. A node image from before cannot tell whether its identity is still good. */
const hasIdentity = `if [ -x ${programs}/has-identity ]; then exec ${programs}/has-identity; else test -s ${kubeletConfiguration}; fi`;

/** The workers that have no kubelet configuration yet, which is the last that they get, or whose identity has expired. The others keep it. */
export async function withoutCredentials(
  workers: readonly NodePlan[],
  shellOf: (node: string) => Shell,
  signal: AbortSignal,
): Promise<NodePlan[]> {
  const answers = await mapConcurrent(workers, {signal}, (worker, scope) =>
    shellOf(worker.name).tryRun(['sh', '-c', hasIdentity], {signal: scope}),
  );
  return workers.filter((_, index) => answers[index]?.exitCode !== 0);
}

/**
 * Gives every worker what its kubelet needs, and ends a kubelet that has failed with an identity of before. The kubelet starts by itself at
 * each later boot, for its configuration is then there.
 */
export async function writeWorkerFiles(
  workers: readonly NodePlan[],
  credentials: Credentials,
  shellOf: (node: string) => Shell,
  signal: AbortSignal,
): Promise<void> {
  await mapConcurrent(workers, {signal}, async (worker, scope) => {
    const shell = shellOf(worker.name);
    await shell.write(workerFiles(worker, credentials), {signal: scope});
    await shell.script(
      '/usr/local/lib/flotilla/wait-booted; rm -f /var/lib/kubelet/pki/kubelet-client-current.pem; systemctl stop kubelet',
      {signal: scope},
    );
  });
}

function workerFiles({name}: NodePlan, {ca, kubelet, nodes}: Credentials): FileEntry[] {
  const kubeconfig = nodes[name];
  if (kubeconfig === undefined) throw new AppError('E_INTERNAL', `The control plane made no identity for ${name}.`);
  return [
    {path: `${stateFolder}/kubernetes/pki/ca.crt`, content: ca},
    {path: `${stateFolder}/kubernetes/kubelet.conf`, content: kubeconfig, mode: 0o600},
    {path: kubeletConfiguration, content: kubelet},
  ];
}
