import {withDeadline} from '../../async/with-deadline.ts';
import {AppError} from '../../errors/app-error.ts';
import {diagnoseNode} from '../../node/diagnose-node.ts';
import type {Shell} from '../../node/shell.ts';
import {stateFolder} from '../plan/names.ts';
import {patience, runPatiently} from './patience.ts';
import {startHints} from './start-hints.ts';

export interface JoinInput {
  /** The node that is to be a control plane. */
  readonly node: Shell;
  /** A control plane that is initialised. */
  readonly source: Shell;
  readonly timeoutMs: number;
}

const marker = `${stateFolder}/initialised`;

/** Whether the node has become a control plane once. */
export async function isInitialised(node: Shell, signal: AbortSignal): Promise<boolean> {
  return (await node.tryRun(['test', '-f', marker], {signal})).exitCode === 0;
}

/**
 * Makes a node a control plane of the cluster that `source` belongs to, with etcd, API server and the rest; one that is already stays as it is,
 * and joins anew when etcd has forgotten it.
 * @throws AppError E_TIMEOUT, E_NODE_COMMAND.
 */
export async function joinControlPlane({node, source, timeoutMs}: JoinInput, signal: AbortSignal): Promise<void> {
  const what = `the control plane on ${node.node}`;
  await withDeadline({signal, timeoutMs, what, diagnose: () => diagnoseNode(node), hints: startHints}, async (within) => {
    if (node.node !== source.node && !(await isInitialised(node, within))) await copyKeys(source, node, within);
    await runPatiently({what, timeoutMs}, () =>
      node.run(['/usr/local/lib/flotilla/join-control-plane'], {env: patience(timeoutMs), signal: within}),
    );
  });
}

/** Copies what all control planes share: the authorities' keys and that of service accounts. They pass through this process and nothing else. */
async function copyKeys(source: Shell, node: Shell, signal: AbortSignal): Promise<void> {
  const {stdout} = await source.run(['/usr/local/lib/flotilla/control-plane-keys'], {signal});
  const files = Object.entries(parseKeys(stdout, source.node)).map(([path, content]) => ({
    path: `${stateFolder}/kubernetes/pki/${path}`,
    content,
    mode: path.endsWith('.key') ? 0o600 : 0o644,
  }));
  await node.write(files, {signal});
}

function parseKeys(text: string, node: string): Readonly<Record<string, string>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, string>>;
  } catch {
    // Without the cause: it quotes the text, and the text is keys.
    throw new AppError('E_NODE', `Node ${node} did not hand out the cluster's keys.`);
  }
}
