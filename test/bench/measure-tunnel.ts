import {setTimeout as delay} from 'node:timers/promises';
import {label} from '../../src/cluster/labels.ts';
import type {Engine} from '../../src/engine/engine.ts';
import {runCli} from './run-cli.ts';

interface ServiceObject {
  readonly spec: {readonly ports: readonly {readonly nodePort: number}[]};
  readonly status: {readonly loadBalancer: {readonly ingress?: readonly {readonly ip: string}[]}};
}

interface Status {
  readonly services: readonly {readonly addresses: readonly string[]; readonly nodes: readonly string[]}[];
}

const idleMs = 20_000;
const megabytes = 256;
const rounds = 5;

/** A web server with a large file, on every node, behind a Service whose node ports lead to the node's own. */
function manifests(image: string): string {
  const labels = {app: 'bench-tunnel'};
  const command = [
    'sh',
    '-c',
    `mkdir /www; dd if=/dev/zero of=/www/large bs=1M count=${megabytes}; touch /tmp/done; httpd -f -p 8080 -h /www`,
  ];
  const container = {name: 'web', image, command, readinessProbe: {exec: {command: ['cat', '/tmp/done']}, periodSeconds: 1}};
  const items = [
    {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: {name: 'bench-tunnel'},
      spec: {
        selector: {matchLabels: labels},
        template: {metadata: {labels}, spec: {terminationGracePeriodSeconds: 0, containers: [container]}},
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {name: 'bench-tunnel'},
      spec: {type: 'LoadBalancer', externalTrafficPolicy: 'Local', selector: labels, ports: [{port: 80, targetPort: 8080}]},
    },
  ];
  return JSON.stringify({apiVersion: 'v1', kind: 'List', items});
}

/**
 * The tunnel of a running cluster: memory and processor when nothing happens, time from a Service to its address, and throughput of the
 * address as a part of that of the port of the node it leads to.
 */
export async function measureTunnel(
  engine: Engine,
  profile: string,
  image: string,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Record<string, number>> {
  const results: Record<string, number> = {
    'tunnel: start (s)': (await runCli(['tunnel', '--detach', '-p', profile, '-o', 'json'], env)).seconds,
  };
  const kubectl = async (argv: readonly string[], stdin = ''): Promise<string> =>
    (await engine.containers.exec(`${profile}-control-plane`, ['kubectl', ...argv], {signal, stdin})).stdout.toString();
  const service = async (): Promise<ServiceObject> =>
    JSON.parse(await kubectl(['get', 'service', 'bench-tunnel', '-o', 'json'])) as ServiceObject;
  await kubectl(['apply', '-f', '-'], manifests(image));
  const applied = performance.now();
  while (!(await service()).status.loadBalancer.ingress?.length) await delay(10);
  results['tunnel: Service to its address (s)'] = (performance.now() - applied) / 1000;
  await kubectl(['rollout', 'status', 'daemonset/bench-tunnel', '--timeout=120s']);
  await delay(5000);

  const name = `${profile}-tunnel`;
  const [before, begin] = [await processorSeconds(engine, name, signal), performance.now()];
  await delay(idleMs);
  const used = (await processorSeconds(engine, name, signal)) - before;
  results['tunnel: processor when idle (% of one)'] = (100 * used) / ((performance.now() - begin) / 1000);
  results['tunnel: memory when idle (MiB)'] = (await engine.containers.memoryUsage(name, {signal})) / 1024 ** 2;

  const {stdout} = await runCli(['tunnel', 'status', '-p', profile, '-o', 'json'], env);
  const [shown] = (JSON.parse(stdout) as Status).services;
  const containers = await engine.containers.list({[label.cluster]: profile}, {signal});
  const node = containers.find((container) => container.name === shown?.nodes[0])?.ipv4[profile] ?? '';
  const address = `http://${shown?.addresses[0]}/large`;
  const nodePort = `http://${node}:${(await service()).spec.ports[0]?.nodePort}/large`;
  const [byAddress, byPort]: [number[], number[]] = [[], []];
  // In turn, so that whatever else the machine does meets both alike.
  for (let round = 0; round <= rounds; round += 1) {
    const [one, other] = [await rate(address, signal), await rate(nodePort, signal)];
    if (round === 0) continue;
    byAddress.push(one);
    byPort.push(other);
  }
  results['tunnel: throughput of the address (MiB/s)'] = median(byAddress);
  results['tunnel: throughput of the NodePort (MiB/s)'] = median(byPort);
  results['tunnel: address / NodePort (ratio)'] = median(byAddress) / median(byPort);
  await kubectl(['delete', 'service/bench-tunnel', 'daemonset/bench-tunnel']);
  await runCli(['tunnel', 'stop', '-p', profile, '-o', 'json'], env);
  return results;
}

/** Of the program itself, which is the first process: the exec that asks is another. */
async function processorSeconds(engine: Engine, container: string, signal: AbortSignal): Promise<number> {
  const {stdout} = await engine.containers.exec(container, ['sh', '-c', 'cat /proc/1/task/*/schedstat'], {signal});
  const lines = stdout.toString().trim().split('\n');
  return lines.reduce((sum, line) => sum + Number(line.split(' ')[0]), 0) / 1e9;
}

async function rate(url: string, signal: AbortSignal): Promise<number> {
  const start = performance.now();
  const response = await fetch(url, {signal});
  let bytes = 0;
  for await (const chunk of response.body ?? []) bytes += (chunk as Uint8Array).length;
  return bytes / 1024 ** 2 / ((performance.now() - start) / 1000);
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
