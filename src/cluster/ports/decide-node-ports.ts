import type {Engine} from '../../engine/engine.ts';
import type {EngineEndpoint} from '../../engine/engine-endpoint.ts';
import {AppError} from '../../errors/app-error.ts';
import type {NodePort, NodeSpec} from '../spec/node-spec.ts';
import {checkHostPort, chooseHostPort, clash, type HostPort, showPort} from './check-host-port.ts';

/** Ports that are chosen for nodes are looked for from here. */
const firstNodePort = 21_000;

/** Checks the ports of the host that nodes of a new cluster ask for. @throws AppError E_CONFIG when two want the same, E_PORT. */
export async function checkNodePorts(nodes: readonly NodeSpec[], engine: Engine, signal: AbortSignal): Promise<void> {
  const asked = nodes.flatMap(({ports}) => ports.filter(({hostPort}) => hostPort !== 0));
  for (const [index, port] of asked.entries()) {
    if (asked.slice(0, index).some((other) => clash(port, other))) {
      throw new AppError('E_CONFIG', `Port ${showPort(port)} of ${port.hostAddress} is asked for twice.`, {
        hints: ['give each its own port of the host'],
      });
    }
    await checkHostPort(port, engine, {signal});
  }
}

/** Chooses the ports of the host that nodes leave open. `reserved` are those that must not be taken. @throws AppError E_PORT. */
export async function chooseNodePorts(
  nodes: readonly NodeSpec[],
  reserved: readonly HostPort[],
  endpoint: Pick<EngineEndpoint, 'isLocal'>,
): Promise<NodeSpec[]> {
  const taken: HostPort[] = [...reserved, ...nodes.flatMap(({ports}) => ports)];
  const choose = async (port: NodePort): Promise<NodePort> => {
    if (port.hostPort !== 0) return port;
    const chosen = {...port, hostPort: await chooseHostPort(port, firstNodePort, taken, endpoint)};
    taken.push(chosen);
    return chosen;
  };
  const chosen: NodeSpec[] = [];
  for (const node of nodes) {
    const ports: NodePort[] = [];
    for (const port of node.ports) ports.push(await choose(port));
    chosen.push({...node, ports});
  }
  return chosen;
}
