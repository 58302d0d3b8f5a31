import {Resolver} from 'node:dns/promises';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {nthAddress} from '../../src/network/cidr.ts';
import {docker} from './support/docker.ts';
import {spawnCli} from './support/run-cli.ts';
import {report} from './support/test-cluster.ts';
import {until} from './support/until.ts';
import {ask, fetchText, keepAsking} from './tunnel/ask.ts';
import {testLocalPorts} from './tunnel/local-ports.ts';
import {balanced, dnsService, webDeployment} from './tunnel/objects.ts';
import {TunnelCluster} from './tunnel/tunnel-cluster.ts';

const cluster = new TunnelCluster('tunnel');
const subnets = {ipv4: '10.114.4.0/22', ipv6: 'fd00:114::/64'};
/** This machine, as the cluster sees it. */
const gateway = nthAddress(subnets.ipv4, 1);
const container = `${cluster.profile}-tunnel`;
const worker = (number: '' | '2'): string => `${cluster.profile}-worker${number}`;
const open = () => spawnCli(['tunnel', '-p', cluster.profile, '-o', 'json'], cluster);

beforeAll(async () => {
  await cluster.start('-n', '3', '--tunnel', '--ip-family', 'dual', '--subnet', Object.values(subnets).join(','));
  await cluster.apply([webDeployment('web', 5), balanced('web', {ipFamilyPolicy: 'PreferDualStack'})]);
  await cluster.kubectl('rollout', 'status', 'deployment/web', '--timeout=120s');
});
afterAll(() => cluster.close());

describe('a Service of type LoadBalancer', () => {
  test('has an address of each family, where all of its replicas answer', async () => {
    const addresses = await cluster.awaitAddresses('web');
    expect(addresses).toEqual([nthAddress(subnets.ipv4, 513), 'fd00:114::8000:0:0:1']);
    for (const address of addresses) {
      const servers = new Set<string>();
      await until(`five replicas to answer at ${address}`, async () => servers.add((await ask(address)).server).size === 5);
    }
  });

  test('answers whoever asks as soon as its address is known, and refuses them at once where it has no endpoint', async () => {
    // The rules of a Service that comes closely after another one are a second late.
    const names = ['prompt-1', 'prompt-2', 'prompt-3'];
    try {
      for (const name of names) expect((await ask(await cluster.firstAddress(name, balanced(name, {}, 'web')), 2500)).server).not.toBe('');
      await expect(ask(await cluster.firstAddress('nobody', balanced('nobody')), 2500)).rejects.toThrow('ECONNREFUSED');
    } finally {
      // A second try has to find none of them.
      await cluster.kubectl('delete', 'service', '--ignore-not-found', 'nobody', ...names);
    }
  });

  test('answers by UDP and TCP at the same address', async () => {
    await cluster.apply([dnsService]);
    const [address = ''] = await cluster.awaitAddresses('names', 'kube-system');
    const resolver = new Resolver();
    resolver.setServers([address]);
    await until('DNS by UDP', async () => (await resolver.resolve4('kubernetes.default.svc.cluster.local'))[0] === '10.96.0.1');
    await expect(fetchText(`http://${address}:53/`)).rejects.toThrow(/hang up|ECONNRESET|Parse Error/);
  });

  test('gets the address it asks for, unless that is of somebody else or of no use', async () => {
    const wish = nthAddress(subnets.ipv4, 700);
    await cluster.apply([balanced('wish', {loadBalancerIP: wish}, 'web')]);
    expect(await cluster.awaitAddresses('wish')).toEqual([wish]);
    expect((await ask(wish)).client).not.toBe('');
    await cluster.apply([
      balanced('late', {loadBalancerIP: wish}, 'web'),
      balanced('astray', {loadBalancerIP: '192.0.2.1'}, 'web'),
      balanced('ours', {loadBalancerClass: 'flotilla.dev/tunnel'}, 'web'),
      balanced('theirs', {loadBalancerClass: 'example.org/other'}, 'web'),
    ]);
    await cluster.awaitAddresses('ours');
    expect((await cluster.shown('late'))?.problem).toBe(`${wish} belongs to default/wish`);
    expect((await cluster.shown('astray'))?.problem).toMatch(/^192\.0\.2\.1 is not between /);
    for (const name of ['late', 'astray', 'theirs']) expect(await cluster.addresses(name)).toEqual([]);
    await until('an event', async () => (await cluster.kubectl('describe', 'service', 'late')).includes(`${wish} belongs to default/wish`));
    await cluster.kubectl('delete', 'service', 'wish');
    expect(await cluster.awaitAddresses('late')).toEqual([wish]);
    await cluster.kubectl('delete', 'service', 'late', 'astray', 'ours', 'theirs');
  });

  test('lets in only who comes from its source ranges', async () => {
    const [address = ''] = await cluster.awaitAddresses('web');
    const allow = (range: string) => cluster.kubectl('patch', 'service', 'web', '-p', `{"spec":{"loadBalancerSourceRanges":["${range}"]}}`);
    await allow('192.0.2.0/24');
    await until('strangers to be kept out', () =>
      ask(address, 1000).then(
        () => false,
        (error: Error) => error.name === 'AbortError',
      ),
    );
    await allow(`${gateway}/32`);
    await until('this machine to be let in', async () => (await ask(address, 1000)).server !== '');
    await cluster.kubectl('patch', 'service', 'web', '-p', '{"spec":{"loadBalancerSourceRanges":null}}');
  });
});

describe('externalTrafficPolicy: Local', () => {
  test('keeps the address of the client; the address follows the endpoint', async () => {
    await cluster.apply([webDeployment('local', 1, worker('')), balanced('local', {externalTrafficPolicy: 'Local'})]);
    await cluster.kubectl('rollout', 'status', 'deployment/local', '--timeout=60s');
    const [address = ''] = await cluster.awaitAddresses('local');
    await until('an answer', async () => (await ask(address, 2000)).client === gateway);
    expect(await cluster.nodeOf('local')).toBe(worker(''));
    const {healthCheckNodePort} = (await cluster.service('local')).spec;
    const endpoints = async (node: string): Promise<string> => {
      const ip = await docker(['inspect', '-f', `{{(index .NetworkSettings.Networks "${cluster.profile}").IPAddress}}`, node]);
      return fetchText(`http://${ip}:${healthCheckNodePort}/healthz`).catch((error: Error) => error.message);
    };
    expect(await endpoints(worker(''))).toMatch(/"localEndpoints": 1/);
    expect(await endpoints(worker('2'))).toMatch(/503.*"localEndpoints": 0/s);
    await cluster.apply([webDeployment('local', 1, worker('2'))]);
    await cluster.kubectl('rollout', 'status', 'deployment/local', '--timeout=60s');
    report('address to its new node', await until('the address to follow', async () => (await cluster.nodeOf('local')) === worker('2')));
    await until('an answer of there', async () => (await ask(address, 2000)).client === gateway);
  });
});

test('200 Services at once get addresses of their own, and answer', async () => {
  const names = Array.from({length: 200}, (_, index) => `many-${index}`);
  const started = performance.now();
  await cluster.apply(names.map((name) => balanced(name, {}, 'web')));
  const many = async (): Promise<string[]> =>
    (await cluster.tunnelStatus()).services.filter(({name}) => name.startsWith('many-')).flatMap(({addresses}) => addresses);
  await until('200 addresses', async () => new Set(await many()).size === 200);
  const addresses = await many();
  await until('all to answer', async () => (await Promise.all(addresses.map((address) => ask(address, 5000)))).length === 200);
  report('200 Services, from kubectl apply to the last answer', (performance.now() - started) / 1000);
  const written = await cluster.kubectl('get', 'services', '-o', 'jsonpath={.items[*].status.loadBalancer.ingress[0].ip}');
  expect(new Set(written.split(' ').filter((address) => addresses.includes(address))).size).toBe(200);
  await cluster.kubectl('delete', 'service', '--wait=false', ...names);
});

test('no request of 10,000 is lost while the node that has the address is drained', async () => {
  const [address = ''] = await cluster.awaitAddresses('web');
  const asking = keepAsking(address, 10_000);
  const node = await cluster.nodeOf('web');
  await cluster.kubectl('drain', node, '--ignore-daemonsets', '--delete-emptydir-data', '--force', '--timeout=120s');
  await cluster.kubectl('rollout', 'status', 'deployment/web', '--timeout=120s');
  const {count, errors} = await asking.stop();
  expect(errors).toEqual([]);
  expect(count).toBeGreaterThanOrEqual(10_000);
  await cluster.kubectl('uncordon', node);
});

test('an address leaves a node that is killed', async () => {
  // Its endpoint is on one worker, the address is led to the other, which has none.
  await cluster.apply([webDeployment('local', 1, worker('')), balanced('moving', {externalTrafficPolicy: 'Local'}, 'local')]);
  await cluster.kubectl('rollout', 'status', 'deployment/local', '--timeout=60s');
  const [address = ''] = await cluster.awaitAddresses('moving');
  await until('the address to be there', async () => (await cluster.nodeOf('moving')) === worker(''));
  await cluster.apply([balanced('moving', {externalTrafficPolicy: 'Cluster'}, 'local'), webDeployment('local', 1, worker('2'))]);
  await cluster.kubectl('rollout', 'status', 'deployment/local', '--timeout=60s');
  await until('an answer', async () => (await ask(address, 2000)).server !== '');
  expect(await cluster.nodeOf('moving')).toBe(worker(''));
  await until(
    'nothing to answer on the node itself',
    async () => !(await cluster.kubectl('get', 'pods', '-o', 'wide', '-l', 'app=local')).includes(`${worker('')} `),
  );
  await docker(['kill', worker('')]);
  report(
    'first answer after its node was killed',
    await until('an answer from elsewhere', async () => (await ask(address, 1000)).server !== ''),
  );
  expect(await cluster.nodeOf('moving')).not.toBe(worker(''));
  await cluster.start();
});

describe('the tunnel', () => {
  test('is one only, and says what it does', async () => {
    const {exitCode, stderr} = await cluster.cli('tunnel');
    expect({exitCode, stderr}).toEqual({exitCode: 111, stderr: expect.stringContaining('is already running')});
    expect(await cluster.tunnelStatus()).toMatchObject({state: 'running', until: 'cluster'});
  });

  test('that is killed comes back by itself, and nothing has changed', async () => {
    const before = await cluster.addresses('web');
    const pid = await docker(['inspect', '-f', '{{.State.Pid}}', container]);
    process.kill(Number(pid), 'SIGKILL');
    await until('another process', async () => !['0', pid].includes(await docker(['inspect', '-f', '{{.State.Pid}}', container])));
    await until('it to run', async () => (await cluster.tunnelStatus()).state === 'running');
    expect(await cluster.addresses('web')).toEqual(before);
    expect((await ask(before[0] ?? '')).server).not.toBe('');
  });

  test('of a terminal ends with it, however that ends; the next gives the same addresses', async () => {
    const before = await cluster.addresses('web');
    expect((await cluster.cli('tunnel stop')).stdout).toContain('has ended');
    expect(await cluster.addresses('web')).toEqual([]);
    const killed = open();
    expect(await cluster.awaitAddresses('web')).toEqual(before);
    killed.kill('SIGKILL');
    await killed;
    // At once: the next run sees that nobody is there.
    const ended = open();
    // Only then does it listen to signals, and only then are the addresses its own, not what the killed one left.
    let told = '';
    ended.stdout.on('data', (text) => (told += text));
    await until('it to tell of a Service', async () => told.includes('"type":"service"'));
    expect(await cluster.awaitAddresses('web')).toEqual(before);
    ended.kill('SIGINT');
    const {exitCode, stdout} = await ended;
    expect(exitCode).toBe(0);
    expect(stdout.split('\n').map((line) => JSON.parse(line) as object)).toContainEqual(
      expect.objectContaining({type: 'service', name: 'web'}),
    );
    expect(await cluster.addresses('web')).toEqual([]);
    expect(await docker(['ps', '-aq', '--filter', `name=^${container}$`])).toBe('');
  });

  test('whose terminal was killed cleans up by itself', async () => {
    const killed = open();
    await cluster.awaitAddresses('web');
    killed.kill('SIGKILL');
    await killed;
    await until('its addresses to be gone', async () => (await cluster.addresses('web')).length === 0);
  });

  testLocalPorts(cluster);

  test('that is detached stops and starts with the cluster, and addresses stay', async () => {
    const {stdout, exitCode} = await cluster.cli('tunnel', '--detach');
    expect({exitCode, stdout}).toEqual({exitCode: 0, stdout: expect.stringMatching(/The tunnel of ".*" runs/)});
    const before = await cluster.awaitAddresses('web');
    await cluster.cli('stop');
    expect((await cluster.tunnelStatus()).state).toBe('stopped');
    await cluster.start();
    expect(await cluster.addresses('web')).toEqual(before);
    await until('an answer', async () => (await ask(before[0] ?? '', 2000)).server !== '');
  });

  test('that stands still is ended by start --no-tunnel, and no Service keeps an address that leads nowhere', async () => {
    await cluster.cli('stop');
    await cluster.start('--no-tunnel');
    expect(await cluster.addresses('web')).toEqual([]);
    expect(await docker(['ps', '-aq', '--filter', `name=^${container}$`])).toBe('');
  });
});
