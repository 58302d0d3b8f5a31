import {expect, test} from 'vitest';
import {startSshServer} from '../remote/ssh-server.ts';
import {spawnCli} from '../support/run-cli.ts';
import {until} from '../support/until.ts';
import {fetchText} from './ask.ts';
import type {TunnelCluster} from './tunnel-cluster.ts';

interface PortEvent {
  readonly type: string;
  readonly name: string;
  readonly forward: {readonly address: string; readonly port: number};
}

/** Runs the tunnel until a port of this machine leads to a Service, asks there, and ends it. */
async function askThroughPort(cluster: TunnelCluster, env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<string> {
  const run = spawnCli(['tunnel', '-p', cluster.profile, '-o', 'json', ...args], {env});
  let printed = '';
  run.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  const events = (): PortEvent[] =>
    printed
      .split('\n')
      .filter((line) => line.endsWith('}'))
      .map((line) => JSON.parse(line) as PortEvent);
  const port = () => events().find(({type, name}) => type === 'port' && name === 'web')?.forward;
  try {
    await until('a port of this machine', async () => port() !== undefined);
    expect(port()?.address).toBe('127.0.0.1');
    // A test before this one killed a node: kube-proxy may not know yet which of its pods live again, and lead a connection or two to nowhere.
    let page = '';
    await until('a page', async () => {
      page = await fetchText(`http://127.0.0.1:${port()?.port}/page`, 3000);
      return true;
    });
    return page;
  } finally {
    run.kill('SIGINT');
    expect((await run).exitCode).toBe(0);
  }
}

/** Where addresses cannot be reached, or shall not be used, ports of this machine lead to Services. */
export function testLocalPorts(cluster: TunnelCluster): void {
  test('with --bind-address leads from ports of this machine', async () => {
    expect(await askThroughPort(cluster, cluster.env, '--bind-address', '127.0.0.1')).toBe('here\n');
  });

  test('of an engine that is reached over ssh leads from ports of this machine', async () => {
    await using server = await startSshServer();
    expect(await askThroughPort(cluster, {...cluster.env, ...server.env})).toBe('here\n');
  });
}
