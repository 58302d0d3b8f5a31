import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {expectAnswers, members, pollApi, wholeAgain} from './control-planes/api.ts';
import {expireCertificates} from './lifecycle/expire-certificates.ts';
import {docker} from './support/docker.ts';
import {TestCluster} from './support/test-cluster.ts';

const names = ['control-plane', 'control-plane2', 'control-plane3'];

describe('a cluster of three control planes', () => {
  const cluster = new TestCluster('ha');
  beforeAll(async () => {
    await cluster.start('--ha');
  });
  afterAll(() => cluster.close());
  const nodeOf = (name: string): string => `${cluster.profile}-${name}`;

  test('has three members of etcd, and a balancer that alone publishes the API server', async () => {
    await wholeAgain(cluster, names);
    expect(await docker(['port', nodeOf('load-balancer')])).toMatch(/^6443\/tcp -> 127\.0\.0\.1:\d+$/);
    for (const name of names) expect(await docker(['port', nodeOf(name)])).toBe('');
    const lease = await cluster.get<{spec: {holderIdentity: string}}>('lease', '-n', 'kube-system', 'kube-controller-manager');
    expect(lease.spec.holderIdentity).toMatch(new RegExp(`^${cluster.profile}-control-plane`));
  });

  test.each(names)('answers while %s is killed, and is whole again after a start', async (name) => {
    const poll = await pollApi(cluster);
    await docker(['kill', nodeOf(name)]);
    await expectAnswers(poll, 12_000);
    const status = await cluster.cli('status', '-o', 'json');
    expect(JSON.parse(status.stdout)).toEqual(expect.arrayContaining([expect.objectContaining({Name: nodeOf(name), Host: 'Stopped'})]));
    expect((await cluster.cli('update-context')).exitCode).toBe(0);
    expect((await cluster.cli('kubectl', '--', 'get', 'nodes')).exitCode).toBe(0);
    await cluster.start();
    await wholeAgain(cluster, names);
  });

  test('answers while the first is removed with its volume, and makes it anew at the next start', async () => {
    const poll = await pollApi(cluster);
    await docker(['rm', '-f', '-v', nodeOf('control-plane')]);
    await docker(['volume', 'rm', `${nodeOf('control-plane')}-var`]);
    await expectAnswers(poll, 8000);
    const {stderr} = await cluster.start();
    expect(stderr).toContain(`Nothing was left of ${nodeOf('control-plane')}`);
    await wholeAgain(cluster, names);
  });

  test('answers while the first is deleted, and takes another one for it', async () => {
    const poll = await pollApi(cluster);
    const deleted = await cluster.cli('node delete', 'control-plane');
    expect(deleted.exitCode, deleted.stderr).toBe(0);
    await expectAnswers(poll, 1000);
    await wholeAgain(cluster, ['control-plane2', 'control-plane3']);
    const added = await cluster.cli('node add', '--control-plane');
    expect(added.exitCode, added.stderr).toBe(0);
    await wholeAgain(cluster, names);
  });

  test('takes a node that was begun to be deleted back at a start', async () => {
    const members = ['forget-etcd-member', await addressOf(nodeOf('control-plane2'))];
    await cluster.onNode(nodeOf('control-plane3'), `/usr/local/lib/flotilla/${members[0]}`, members[1] ?? '');
    await cluster.start();
    await wholeAgain(cluster, names);
  });

  test('comes back after a stop', async () => {
    expect((await cluster.cli('stop')).exitCode).toBe(0);
    await cluster.start();
    await wholeAgain(cluster, names);
  });

  test('has all its certificates renewed by a start when they expired', async () => {
    await Promise.all(names.map((name) => expireCertificates(nodeOf(name))));
    const {stderr} = await cluster.start();
    for (const name of names) expect(stderr).toContain(`Certificates of ${nodeOf(name)} had expired and were renewed.`);
    await wholeAgain(cluster, names);
  });

  const addressOf = (node: string): Promise<string> =>
    docker(['inspect', '-f', `{{(index .NetworkSettings.Networks "${cluster.profile}").IPAddress}}`, node]);
});

describe('a cluster that began with one control plane', () => {
  const cluster = new TestCluster('grow');
  beforeAll(async () => {
    await cluster.start('-n', '2', '--control-planes', '1');
  });
  afterAll(() => cluster.close());

  test('grows to three, keeps what is in it and the address that the kubeconfig has', async () => {
    await cluster.kubectl('create', 'configmap', 'witness');
    const before = await cluster.cli('kubeconfig');
    const added = await cluster.cli('node add', '--control-plane', '--count', '2');
    expect(added.exitCode, added.stderr).toBe(0);
    expect((await cluster.cli('kubeconfig')).stdout).toBe(before.stdout);
    await cluster.kubectl('get', 'configmap', 'witness');
    await wholeAgain(cluster, names);
    expect(await members(cluster)).toHaveLength(3);
  });

  test('then does without its first', async () => {
    const poll = await pollApi(cluster);
    await docker(['kill', `${cluster.profile}-control-plane`]);
    await expectAnswers(poll, 8000);
    const deployments = ['deployment/coredns', 'deployment/storage-provisioner'];
    const [second] = ['control-plane2'];
    for (const name of deployments) {
      const env = await cluster.onNode(
        `${cluster.profile}-${second}`,
        'kubectl',
        ...[
          'get',
          '-n',
          'kube-system',
          name,
          '-o',
          'jsonpath={.spec.template.spec.containers[0].env[?(@.name=="KUBERNETES_SERVICE_HOST")].value}',
        ],
      );
      expect(env).toMatch(/\.2$/);
    }
    expect(await cluster.onNode(`${cluster.profile}-worker`, 'cat', '/etc/hosts')).toMatch(/\.2 api\.flotilla\.internal/);
  });
});
