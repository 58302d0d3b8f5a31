import {beforeAll, describe, expect, test} from 'vitest';
import type {TestCluster} from '../support/test-cluster.ts';
import {until} from '../support/until.ts';

/** Pods of sample images that serve, with the port of each and what it is run with. */
const servers = {
  agnhost: {image: 'registry.k8s.io/e2e-test-images/agnhost:2.39', port: 8080, args: ['--', '/agnhost', 'netexec', '--http-port=8080']},
  hostname: {image: 'registry.k8s.io/e2e-test-images/agnhost:2.53', port: 9376, args: ['--', '/agnhost', 'serve-hostname']},
  'hello-v1': {image: 'gcr.io/google-samples/node-hello:1.0', port: 8080, args: []},
  'hello-v2': {image: 'gcr.io/google-samples/hello-app:2.0', port: 8080, args: []},
  'bootcamp-v1': {image: 'gcr.io/google-samples/kubernetes-bootcamp:v1', port: 8080, args: []},
  'bootcamp-v2': {image: 'docker.io/jocatalin/kubernetes-bootcamp:v2', port: 8080, args: []},
  nginx: {image: 'nginx:1.14.2', port: 80, args: []},
} as const;

type ServerName = keyof typeof servers;

/** The samples that have no test of their own do what tutorials run them for. */
export function testOtherSamples(cluster: TestCluster): void {
  const run = (name: string, image: string, ...args: readonly string[]): Promise<string> =>
    cluster.kubectl('run', name, `--image=${image}`, '--image-pull-policy=Never', '--restart=Never', ...args);

  /** Asks a pod through the API server. */
  const ask = (name: ServerName, path = '/'): Promise<string> =>
    cluster.kubectl('get', '--raw', `/api/v1/namespaces/default/pods/${name}:${servers[name].port}/proxy${path}`);

  /** The first answer: a container runs a moment before it listens. */
  async function answer(name: ServerName, path = '/'): Promise<string> {
    let page = '';
    await until(`an answer of ${name}`, async () => {
      page = await ask(name, path);
      return true;
    });
    return page;
  }

  describe('the other samples', () => {
    beforeAll(async () => {
      const names = ['agnhost', 'busybox', 'hello-node', 'kubernetes-bootcamp', 'nginx'];
      const built = await cluster.cli('image build', ...names.flatMap((name) => ['--sample', name]));
      expect(built.exitCode, built.stderr).toBe(0);
      for (const [name, {image, args}] of Object.entries(servers))
        await run(name, image, ...(args.length > 0 ? ['--command', ...args] : []));
      await cluster.kubectl('wait', 'pod', '--for=condition=Ready', '--timeout=120s', ...Object.keys(servers));
    });

    test('agnhost serves what netexec and serve-hostname do', async () => {
      expect(await answer('agnhost')).toMatch(/^NOW: \d{4}-/);
      expect(await ask('agnhost', '/hostname')).toBe('agnhost');
      expect(await ask('agnhost', '/echo?msg=heard')).toBe('heard');
      expect(JSON.parse(await ask('agnhost', '/shell?cmd=echo%20out'))).toEqual({output: 'out\n'});
      expect(await answer('hostname')).toBe('hostname');
    });

    test.each([1, 2] as const)('hello-node and kubernetes-bootcamp tell their version %i and their pod', async (version) => {
      expect(await answer(`hello-v${version}`)).toBe(`Hello, world!\nVersion: ${version}.0.0\nHostname: hello-v${version}`);
      expect(await answer(`bootcamp-v${version}`)).toMatch(`Hello Kubernetes bootcamp! | Running on: bootcamp-v${version} | v=${version}`);
      expect(await cluster.kubectl('logs', `bootcamp-v${version}`)).toMatch(/Running On: .* \| Total Requests: 1 /);
    });

    test('nginx serves the pages of its folder, and logs to the standard output', async () => {
      await cluster.kubectl('exec', 'nginx', '--', 'sh', '-c', 'echo a page > /usr/share/nginx/html/page.html');
      expect(await answer('nginx', '/page.html')).toBe('a page');
      await until('the request in the log', async () => (await cluster.kubectl('logs', 'nginx')).includes('GET /page.html'));
    });

    test('busybox finds a Service by name and fetches from it', async () => {
      await cluster.kubectl('expose', 'pod', 'nginx', '--port=80');
      const fetch = 'nslookup nginx.default.svc.cluster.local && until wget -qO- http://nginx/page.html; do sleep 1; done';
      await run('client', 'docker.io/library/busybox:1.28', '--command', '--', 'timeout', '60', 'sh', '-c', fetch);
      await cluster.kubectl('wait', 'pod/client', '--for=jsonpath={.status.phase}=Succeeded', '--timeout=90s');
      const {clusterIP} = (await cluster.get<{readonly spec: {readonly clusterIP: string}}>('service', 'nginx')).spec;
      const printed = await cluster.kubectl('logs', 'client');
      expect(printed).toContain(clusterIP);
      expect(printed).toMatch(/^a page$/m);
    });
  });
}
