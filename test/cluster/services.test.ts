import {chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type Laptop, openLaptop} from './remote/laptop.ts';
import {type SshServer, startSshServer} from './remote/ssh-server.ts';
import {fetchFrom, stay} from './services/forwarding.ts';
import {deployment, service} from './services/objects.ts';
import {runCli} from './support/run-cli.ts';
import {TestCluster} from './support/test-cluster.ts';
import {until} from './support/until.ts';

const cluster = new TestCluster('services');
const worker = `${cluster.profile}-worker`;
const folder = mkdtempSync(join(tmpdir(), 't-services-'));
const here = {prefix: [], env: {}};
let nodeAddress: string;

const webPorts = [
  {name: 'http', port: 80, targetPort: 'http', nodePort: 30_180},
  {name: 'again', port: 81, targetPort: 8080, nodePort: 30_181},
];

beforeAll(async () => {
  await cluster.start('-n', '2');
  nodeAddress = (await cluster.cli('ip')).stdout;
  await cluster.apply([
    deployment('web', {replicas: 2, nodeSelector: {'kubernetes.io/hostname': worker}}),
    service('web', 'web', {ports: webPorts}),
    service('local', 'web', {externalTrafficPolicy: 'Local'}),
    service('inside', 'web', {type: 'ClusterIP', ports: [{port: 8180, targetPort: 'http'}]}),
    service('headless', 'web', {clusterIP: 'None', type: 'ClusterIP', ports: [{port: 8181, targetPort: 8080}]}),
    service('nobody', 'nothing'),
    service('misnamed', 'web', {ports: [{port: 80, targetPort: 'htttp'}]}),
    deployment('unpulled', {image: 'registry.invalid/shop/web:1'}),
    service('unpulled', 'unpulled'),
    deployment('crashing', {command: ['sh', '-c', 'exit 3']}),
    service('crashing', 'crashing'),
    deployment('homeless', {nodeSelector: {planet: 'mars'}}),
    service('homeless', 'homeless'),
    deployment('unready', {readinessProbe: {exec: {command: ['false']}, periodSeconds: 1}}),
    service('unready', 'unready'),
    service('late', 'late'),
  ]);
});
afterAll(async () => {
  await cluster.close();
  rmSync(folder, {recursive: true});
});

describe('a Service with a node port', () => {
  test('is waited for, and prints one URL for each port and nothing else', async () => {
    const {stdout, exitCode, stderr} = await cluster.cli('service', 'web', '--url', '--wait', '90s');
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toBe(`http://${nodeAddress}:30180\nhttp://${nodeAddress}:30181`);
    expect(await fetchFrom(here, `http://${nodeAddress}:30180`)).toMatch(new RegExp(`^web-.* on ${worker}$`));
  });

  test('takes templates, https and several names', async () => {
    const {stdout} = await cluster.cli('service', 'web', 'local', '--url', '--format', '{{.Name}}={{.Port}}');
    expect(stdout).toMatch(/^http\/80=30180\nagain\/81=30181\nhttp\/80=3\d{4}$/);
    const https = await cluster.cli('service', 'web', '--url', '--https');
    expect(https.stdout).toContain(`https://${nodeAddress}:30180`);
  });

  test('with the policy Local is reached at a node that has its pods', async () => {
    const {stdout} = await cluster.cli('service', 'local', '--url');
    expect(new URL(stdout).hostname).toBe((await cluster.cli('ip', '-n', 'worker')).stdout);
    expect(await fetchFrom(here, stdout)).toContain(worker);
  });

  test('opens in the browser, and is shown in a table', async () => {
    const [browser, opened] = [join(folder, 'browser'), join(folder, 'opened')];
    writeFileSync(browser, `#!/bin/sh\necho "$1" >> ${opened}\n`);
    chmodSync(browser, 0o755);
    const {stdout, stderr} = await runCli(['service', 'local', '-p', cluster.profile], {env: {...cluster.env, BROWSER: browser}});
    const [head, row = ''] = stdout.split('\n');
    expect(head).toMatch(/^NAMESPACE +NAME +TARGET PORT +URL$/);
    expect(row).toMatch(/^default +local +http\/80 +http:/);
    expect(stderr).toContain('Opening service default/local in default browser');
    const url = row.split(/ +/).at(-1);
    await until('the browser', async () => readFileSync(opened, 'utf8').trim() === url);
    const without = await runCli(['service', 'local', '-p', cluster.profile], {env: {...cluster.env, BROWSER: 'none'}});
    expect(without.stderr).toContain(`open ${url}`);
  });
});

test("the list is minikube's", async () => {
  const {stdout} = await cluster.cli('service list', '-n', 'default', '-o', 'json');
  const list = JSON.parse(stdout) as {readonly Name: string}[];
  expect(stdout).not.toContain('\n');
  expect(list.find(({Name}) => Name === 'web')).toEqual({
    Namespace: 'default',
    Name: 'web',
    URLs: [`http://${nodeAddress}:30180`, `http://${nodeAddress}:30181`],
    PortNames: ['http/80', 'again/81'],
  });
  expect(list.find(({Name}) => Name === 'inside')).toEqual({Namespace: 'default', Name: 'inside', URLs: [], PortNames: []});
  expect((await cluster.cli('service list')).stdout).toMatch(/^kube-system +kube-dns +No node port$/m);
});

describe('a Service that nobody answers for', () => {
  test.each<[string, RegExp]>([
    ['nobody', /no pod in the namespace default has the labels app=nothing/],
    ['unpulled', /image registry\.invalid\/shop\/web:1 cannot be pulled/],
    ['crashing', /container web of pod crashing-\S+ crashes \(exit code 3/],
    ['homeless', /pod homeless-\S+ cannot be scheduled: .*node affinity/],
    ['unready', /pod unready-\S+ runs and is not ready/],
    ['misnamed', /no container of its pods has a port named "htttp"/],
  ])('%s says why, and prints no URL', async (name, reason) => {
    await until(`the reason of ${name}`, async () => {
      const {exitCode, stdout, stderr} = await cluster.cli('service', name, '--url', '--wait', '1');
      expect({exitCode, stdout}).toEqual({exitCode: 115, stdout: ''});
      return reason.test(stderr);
    });
  });

  test('is waited for, and served as soon as its pod is ready', async () => {
    const waiting = cluster.cli('service', 'late', '--url', '--wait', '2m');
    await cluster.apply([deployment('late')]);
    const {exitCode, stdout, stderr} = await waiting;
    expect(exitCode, stderr).toBe(0);
    expect(await fetchFrom(here, stdout)).toMatch(/^late-/);
  });

  test('and one that does not exist is looked for in other namespaces', async () => {
    const {exitCode, stderr} = await cluster.cli('service', 'kube-dns', '--url');
    expect(exitCode).toBe(115);
    expect(stderr).toContain("Service 'kube-dns' was not found in 'default' namespace.");
    expect(stderr).toContain(`flotilla service -p ${cluster.profile} kube-dns -n kube-system`);
  });
});

describe('ports of this machine', () => {
  test('lead to Services inside the cluster while the command runs, to another pod when one goes', async () => {
    await using staying = await stay(cluster, 2, 'inside', 'headless');
    expect(staying.urls).toEqual(['http://127.0.0.1:8180', 'http://127.0.0.1:8181']);
    for (const url of staying.urls) expect(await fetchFrom(here, url)).toMatch(/^web-/);
    await cluster.kubectl('delete', 'pod', '-l', 'app=web', '--now');
    await until('an answer of the new pods', async () => (await fetchFrom(here, 'http://127.0.0.1:8180')).startsWith('web-'));
    expect(await staying.interrupt()).toBe(0);
    expect(await fetchFrom(here, 'http://127.0.0.1:8180')).toBe('');
  });

  test('are the next free ones where they are taken, and who has them is said', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(8180, '127.0.0.1', resolve));
    await using staying = await stay(cluster, 1, 'inside');
    await until('the note', async () => staying.stderr().includes('Port 8180 of 127.0.0.1 is taken by '));
    other.close();
    expect(staying.urls).toEqual(['http://127.0.0.1:8181']);
    expect(await fetchFrom(here, staying.urls[0]!)).toMatch(/^web-/);
  });

  test('are opened on the address that is asked for, also for a node port', async () => {
    await using staying = await stay(cluster, 2, 'web', '--bind-address', '127.0.0.2');
    expect(staying.urls).toEqual(['http://127.0.0.2:30180', 'http://127.0.0.2:30181']);
    expect(await fetchFrom(here, staying.urls[0]!)).toMatch(/^web-/);
  });
});

test('a name is written to the hosts file when asked for, and goes with the cluster', async () => {
  const hosts = join(folder, 'hosts');
  writeFileSync(hosts, '127.0.0.1 localhost\n');
  const prefix = ['unshare', '--mount', 'sh', '-c', `mount --bind ${hosts} /etc/hosts && exec "$@"`, 'sh'];
  const named = {env: cluster.env, prefix};
  const {exitCode, stderr} = await runCli(['service', 'web', '--url', '--hosts', '-p', cluster.profile], named);
  const name = `web.default.${cluster.profile}.internal`;
  expect(exitCode, stderr).toBe(0);
  expect(stderr).toContain(`By name: http://${name}:30180`);
  expect(readFileSync(hosts, 'utf8')).toBe(`127.0.0.1 localhost\n${nodeAddress} ${name} # flotilla:${cluster.profile}\n`);
  expect(await fetchFrom(named, `http://${name}:30180`)).toMatch(/^web-/);
  expect((await runCli(['delete', '-p', cluster.profile], named)).exitCode).toBe(0);
  expect(readFileSync(hosts, 'utf8')).toBe('127.0.0.1 localhost\n');
});

describe('a cluster of an engine that is reached over ssh', () => {
  let laptop: Laptop;
  let server: SshServer;
  let remote: TestCluster;

  beforeAll(async () => {
    laptop = await openLaptop();
    server = await startSshServer(laptop.engineAddress);
    remote = new TestCluster('far', {env: server.env, prefix: laptop.prefix});
    await remote.start();
    const ports = [{port: 80, targetPort: 'http', nodePort: 30_182}];
    await remote.apply([deployment('web', {replicas: 2}), service('web', 'web', {ports})]);
  });
  afterAll(async () => {
    await remote?.close();
    await server?.[Symbol.asyncDispose]();
    await laptop?.[Symbol.asyncDispose]();
  });

  test('is reached through the same port of the laptop, many times at once, and after the connection broke', async () => {
    await using staying = await stay(remote, 1, 'web', '--wait', '90s');
    expect(staying.urls).toEqual(['http://127.0.0.1:30182']);
    const ask = () => fetchFrom(remote, 'http://127.0.0.1:30182');
    const answers = await Promise.all(Array.from({length: 30}, ask));
    expect(answers.filter((answer) => answer.startsWith('web-'))).toHaveLength(30);
    await remote.onNode(remote.controlPlane, 'pkill', '-f', 'sshd: root');
    expect(await ask()).toMatch(/^web-/);
    expect(staying.stderr()).toContain('Ctrl-C ends it');
    expect(await staying.interrupt()).toBe(0);
  });

  test('lists no URL that the laptop would not reach', async () => {
    const {stdout} = await remote.cli('service list', '-n', 'default', '-o', 'json');
    expect(JSON.parse(stdout)).toContainEqual({Namespace: 'default', Name: 'web', URLs: [], PortNames: []});
  });
});
