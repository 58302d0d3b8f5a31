import {mapConcurrent} from '../../async/map-concurrent.ts';
import type {Shell} from '../../node/shell.ts';
import type {NodePlan} from '../plan/cluster-plan.ts';

/** Notes are read once. */
const script = `/usr/local/lib/flotilla/renew-certificates
[ ! -f /run/flotilla-renewed ] || { cat /run/flotilla-renewed; rm /run/flotilla-renewed; }`;

/**
 * Lets control planes renew what has expired or soon will, all at once: while only one of them has certificates that are good, etcd has no
 * quorum and nothing else can be done. Gives what they noted.
 */
export async function renewCertificates(
  nodes: readonly NodePlan[],
  shellOf: (node: string) => Shell,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const answers = await mapConcurrent(nodes, {signal}, ({name}, scope) => shellOf(name).script(script, {signal: scope}));
  return answers.flatMap(({stdout}) => stdout.split('\n').filter(Boolean));
}
