import {randomBytes} from 'node:crypto';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {defaultKubernetesVersion} from '../../src/images/default-version.ts';
import {nodeImageReference} from '../../src/images/node-image/node-image.ts';
import {docker} from './support/docker.ts';
import {runCli} from './support/run-cli.ts';
import {TestCluster} from './support/test-cluster.ts';
import {until} from './support/until.ts';

/** A job of CI: a container with the engine's socket and the checkout, on the engine's usual network. Any image with a shell would do. */
const root = join(import.meta.dirname, '../..');
const job = `t-job-${randomBytes(3).toString('hex')}`;
const inJob = (...argv: readonly string[]): Promise<string> => docker(['exec', '-e', 'KUBECONFIG', job, ...argv], cluster);
const socket = '/var/run/docker.sock';
const onHost = {env: {KUBECONFIG: '/nonexistent/config'}};
const cluster = new TestCluster('beside', {
  prefix: ['docker', 'exec', '-e', 'KUBECONFIG', '-e', 'FLOTILLA_IMAGE', job],
});

beforeAll(async () => {
  const image = process.env['FLOTILLA_IMAGE'] ?? nodeImageReference(defaultKubernetesVersion);
  const mounts = ['-v', `${socket}:${socket}`, '-v', `${root}:${root}:ro`];
  await docker(['run', '-d', '--name', job, '--network', 'bridge', ...mounts, '--entrypoint', 'sleep', image, 'infinity']);
});
afterAll(async () => {
  await cluster.close();
  await docker(['rm', '-f', job]);
});

test('a cluster starts from a container that has only the socket of the engine, which then is on its network', async () => {
  const {stderr, stdout} = await cluster.start('--preset', 'ci');
  expect(stderr).toContain(`This container (${job}) is on the network ${cluster.profile} now`);
  expect(stdout).toMatch(/Started in \d/);
});

test('kubectl reaches it by the kubeconfig that start has written', async () => {
  expect(await inJob('kubectl', 'get', 'nodes', '-o', 'name')).toBe(`node/${cluster.controlPlane}`);
  // It is an address of the engine's machine as well.
  const file = await inJob('cat', cluster.kubeconfig);
  expect(file).toMatch(/server: https:\/\/172\.\d+\.\d+\.1:\d+/);
});

test('Services answer there at the nodes themselves', async () => {
  await inJob('kubectl', 'create', 'deployment', 'web', '--image=busybox:1.35.0', '--', 'httpd', '-f', '-p', '8080', '-h', '/etc');
  await inJob('kubectl', 'expose', 'deployment', 'web', '--type=NodePort', '--port=8080');
  const {stdout, exitCode, stderr} = await cluster.cli('service', 'web', '--url');
  expect(exitCode, stderr).toBe(0);
  expect(stdout).toMatch(/^http:\/\/172\.\d+\.\d+\.10:3\d+$/);
  await until('the web server', async () => (await inJob('curl', '-fsS', `${stdout.trim()}/hostname`)).startsWith('web-'));
});

test('the host can use it too', async () => {
  const {stdout, stderr} = await runCli(['kubectl', '-p', cluster.profile, '--', 'get', 'nodes', '-o', 'name'], onHost);
  expect(stdout, stderr).toBe(`node/${cluster.controlPlane}`);
});

test('commands find the way also when the container has left the network', async () => {
  await docker(['network', 'disconnect', cluster.profile, job]);
  expect((await cluster.cli('kubectl', '--', 'get', 'deployment', 'web', '-o', 'name')).stdout).toBe('deployment.apps/web');
  expect((await cluster.cli('status')).exitCode).toBe(0);
  // A start puts it there again, and changes nothing else.
  expect((await cluster.start()).stderr).toContain('is on the network');
  expect(await inJob('kubectl', 'get', 'deployment', 'web', '-o', 'name')).toBe('deployment.apps/web');
});

test('it is deleted with the container still on its network', async () => {
  await cluster.delete();
  // What the host has kept to get there goes when the host hears of it.
  expect((await runCli(['delete', '-p', cluster.profile], onHost)).exitCode).toBe(0);
  expect(await cluster.leftovers()).toEqual([]);
  expect(await docker(['inspect', '-f', '{{.State.Status}}', job])).toBe('running');
});
