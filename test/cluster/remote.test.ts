import {mkdtempSync, rmSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import envPaths from 'env-paths';
import {execa} from 'execa';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {defaultKubernetesVersion} from '../../src/images/default-version.ts';
import {type Laptop, openLaptop} from './remote/laptop.ts';
import {type SshServer, startSshServer} from './remote/ssh-server.ts';
import {startTlsProxy, type TlsProxy} from './remote/tls-proxy.ts';
import {TestCluster} from './support/test-cluster.ts';
import {until} from './support/until.ts';

/** The kubectl that `flotilla kubectl` keeps; here it is called as a user calls theirs. */
const kubectl = join(envPaths('flotilla', {suffix: ''}).cache, 'kubectl', defaultKubernetesVersion, 'kubectl');

let laptop: Laptop;
beforeAll(async () => {
  laptop = await openLaptop();
});
afterAll(() => laptop[Symbol.asyncDispose]());

/** Runs a program on the laptop. */
const there = ([program = '', ...words]: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  execa('nsenter', [...laptop.prefix.slice(1), program, ...words], {env, reject: false});

async function statusOf(cluster: TestCluster): Promise<unknown> {
  const {stdout, exitCode} = await cluster.cli('status', '-o', 'json');
  return {exitCode, nodes: JSON.parse(stdout)};
}

describe('an engine that is reached over ssh', () => {
  let server: SshServer;
  let cluster: TestCluster;
  let note: string;

  beforeAll(async () => {
    server = await startSshServer(laptop.engineAddress);
    cluster = new TestCluster('ssh', {env: server.env, prefix: laptop.prefix});
    note = (await cluster.start('-n', '2')).stderr;
  });
  afterAll(async () => {
    await cluster.close();
    await server[Symbol.asyncDispose]();
  });

  it('shares one login between commands', async () => {
    await cluster.cli('list');
    const before = await server.logins();
    for (let times = 0; times < 3; times += 1) expect((await cluster.cli('list')).exitCode).toBe(0);
    expect((await server.logins()) - before).toBeLessThan(3);
  });

  it('tells how its cluster is', async () => {
    const running = {Host: 'Running', Kubelet: 'Running'};
    expect(await statusOf(cluster)).toEqual({
      exitCode: 0,
      nodes: [
        expect.objectContaining({...running, Name: cluster.controlPlane, APIServer: 'Running', Kubeconfig: 'Configured'}),
        expect.objectContaining({...running, Worker: true}),
      ],
    });
  });

  it('is used by flotilla kubectl, streams in both directions included', async () => {
    expect((await cluster.cli('kubectl', '--', 'wait', '--for=condition=Ready', '--timeout=60s', 'nodes', '--all')).exitCode).toBe(0);
    const {stdout, stderr} = await cluster.cli(
      'kubectl',
      '--',
      'exec',
      '-n',
      'kube-system',
      'ds/kube-proxy',
      '--',
      'kube-proxy',
      '--version',
    );
    expect(stdout, stderr).toBe(`Kubernetes ${defaultKubernetesVersion}`);
  });

  it('lets another kubectl through the tunnel that start names, and not without', async () => {
    const nodes = () => there([kubectl, 'get', 'nodes', '-o', 'name', '--request-timeout=5s'], cluster.env);
    expect((await nodes()).exitCode).not.toBe(0);
    const command = /while this runs: (ssh .+)$/m.exec(note)?.[1]?.split(' ') ?? [];
    const tunnel = there(command, cluster.env);
    await until('the tunnel', async () => (await nodes()).stdout === `node/${cluster.controlPlane}\nnode/${cluster.profile}-worker`);
    tunnel.kill();
    await tunnel;
  });

  it('gives the logs of its nodes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 't-remote-logs-'));
    const {exitCode, stderr} = await cluster.cli('logs', '--file', join(folder, 'logs.tar.gz'));
    expect(exitCode, stderr).toBe(0);
    const {stdout} = await execa('tar', ['tzf', join(folder, 'logs.tar.gz')]);
    expect(stdout).toContain(`${cluster.profile}-worker/`);
    rmSync(folder, {recursive: true});
  });

  it('stops, starts again and is deleted', async () => {
    expect((await cluster.cli('stop')).exitCode).toBe(0);
    await cluster.start();
    expect(await statusOf(cluster)).toEqual({exitCode: 0, nodes: [expect.anything(), expect.anything()]});
    await cluster.delete();
    expect(await cluster.leftovers()).toEqual([]);
  });
});

describe('an engine that is reached over tcp with TLS', () => {
  let proxy: TlsProxy;
  let cluster: TestCluster;

  beforeAll(async () => {
    proxy = await startTlsProxy(laptop.engineAddress);
    cluster = new TestCluster('tls', {env: proxy.env, prefix: laptop.prefix});
  });
  afterAll(async () => {
    await cluster.close();
    await proxy[Symbol.asyncDispose]();
  });

  it('does not give a client in without a certificate', async () => {
    const {stderr, exitCode} = await there(['docker', '-H', proxy.url, '--tlsverify=false', '--tls', 'version'], {
      DOCKER_CERT_PATH: '/nonexistent',
    });
    expect(exitCode, stderr).not.toBe(0);
  });

  it('says that a port of its machine is taken before anything is created', async () => {
    const listener = createServer();
    const port = await new Promise<number>((resolve) =>
      listener.listen(0, '0.0.0.0', () => resolve((listener.address() as {port: number}).port)),
    );
    const {exitCode, stderr} = await cluster.cli('start', '--image-source', 'go', '--apiserver-port', String(port));
    listener.close();
    expect({exitCode, stderr}).toEqual({exitCode: 71, stderr: expect.stringContaining(`Port ${port} of 0.0.0.0 is taken`)});
    expect(await cluster.leftovers()).toEqual([]);
  });

  it('publishes the API server for the machine that asked, with a certificate for that address', async () => {
    await cluster.start('--ha');
    const {stdout} = await there([kubectl, 'config', 'view', '--minify', '-o', 'jsonpath={.clusters[0].cluster.server}'], cluster.env);
    expect(new URL(stdout).hostname).toBe(laptop.engineAddress);
    const nodes = await there([kubectl, 'get', 'nodes', '-o', 'name'], cluster.env);
    const names = ['', '2', '3'].map((number) => `node/${cluster.controlPlane}${number}`);
    expect(nodes.stdout, nodes.stderr).toBe(names.join('\n'));
    expect(await statusOf(cluster)).toMatchObject({exitCode: 0});
    expect((await cluster.cli('kubectl', '--', 'get', '--raw', '/readyz')).stdout).toBe('ok');
  });

  it('stops, starts again and is deleted', async () => {
    expect((await cluster.cli('stop')).exitCode).toBe(0);
    expect((await cluster.cli('status')).exitCode).toBe(7);
    await cluster.start();
    await cluster.delete();
    expect(await cluster.leftovers()).toEqual([]);
  });
});
