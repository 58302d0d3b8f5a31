import {label} from '../../src/cluster/labels.ts';
import type {Engine} from '../../src/engine/engine.ts';

/** Memory and disk of the nodes of a running cluster, in MiB: the control plane, and one worker where there is one. */
export async function measureNodes(engine: Engine, cluster: string, signal: AbortSignal): Promise<Record<string, number>> {
  const containers = await engine.containers.list({[label.cluster]: cluster}, {signal});
  const results: Record<string, number> = {};
  for (const role of ['control-plane', 'worker']) {
    const node = containers.find(({labels}) => labels[label.role] === role);
    if (!node) continue;
    results[`memory of the ${role} (MiB)`] = (await engine.containers.memoryUsage(node.name, {signal})) / 1024 ** 2;
    // Its volume, without what the other file systems mounted below it hold, and what its container wrote besides.
    const {stdout} = await engine.containers.exec(node.name, ['sh', '-c', 'du -xsk /var | cut -f1'], {signal});
    results[`disk of the ${role} (MiB)`] = Number(stdout.toString()) / 1024;
  }
  return results;
}
