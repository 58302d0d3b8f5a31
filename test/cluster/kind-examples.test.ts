import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {expectAnswers, pollApi, wholeAgain} from './control-planes/api.ts';
import {readyNodes} from './nodes/ready-nodes.ts';
import {docker} from './support/docker.ts';
import {isReady, type NodeObject} from './support/kube-types.ts';
import {runCli} from './support/run-cli.ts';
import {TestCluster} from './support/test-cluster.ts';
import {until} from './support/until.ts';

/** The files that kind publishes as examples, as they are; those for ports, mounts and audit are in configuration.test.ts. */
const example = (name: string): string[] => ['--config', join(import.meta.dirname, '../fixtures/kind', `${name}.yaml`)];

describe("kind's example of three control planes and two workers", () => {
  const cluster = new TestCluster('kha');
  const copy = new TestCluster('kha2');
  const nodes = ['control-plane', 'control-plane2', 'control-plane3', 'worker', 'worker2'];
  afterAll(async () => {
    await cluster.close();
    await copy.close();
  });

  test('is a cluster of five nodes', async () => {
    await cluster.start(...example('ha'));
    expect(await readyNodes(cluster)).toEqual(nodes);
    await wholeAgain(cluster, nodes.slice(0, 3));
  });

  test('does without any one of its control planes, and its workers work on', async () => {
    const poll = await pollApi(cluster);
    await docker(['kill', `${cluster.profile}-control-plane2`]);
    await expectAnswers(poll, 5000);
    await cluster.start();
    expect(await readyNodes(cluster)).toEqual(nodes);
    await wholeAgain(cluster, nodes.slice(0, 3));
  });

  test('is exported as a file of which another one like it is made', async () => {
    const {stdout: yaml} = await cluster.cli('config export');
    await cluster.delete();
    const {exitCode, stderr} = await runCli([...copy.startArgs(), '--config', '-'], {input: yaml, env: copy.env});
    expect(exitCode, stderr).toBe(0);
    expect(await readyNodes(copy)).toEqual(nodes);
    await wholeAgain(copy, nodes.slice(0, 3));
  });
});

describe("kind's example of features and networking", () => {
  const cluster = new TestCluster('kfeat');
  const node = (): Promise<NodeObject> => cluster.get<NodeObject>('node', cluster.controlPlane);
  afterAll(() => cluster.close());

  test('has the API server at its port, leaves the pod network to the user, and says so', async () => {
    const {stderr} = await cluster.start(...example('features'));
    expect(stderr).toContain('NotReady until you install one');
    expect((await cluster.cli('kubeconfig')).stdout).toContain('server: https://127.0.0.1:6443\n');
    expect(isReady(await node())).toBe(false);
    const manifest = await cluster.onNode(cluster.controlPlane, 'cat', '/etc/kubernetes/manifests/kube-apiserver.yaml');
    expect(manifest).toContain('--feature-gates=InPlacePodVerticalScaling=true\n');
    expect(manifest).toContain('--runtime-config=api/alpha=false,api/beta=true\n');
  });

  test('becomes ready with a network, and its DNS works', async () => {
    await cluster.cli('kubectl', '--', 'apply', '-f', join(import.meta.dirname, 'networking/tiny-cni.yaml'));
    await until('the node to be ready', async () => isReady(await node()));
    await cluster.kubectl('-n', 'kube-system', 'rollout', 'status', 'deployment/coredns', '--timeout=120s');
    const mode = await cluster.onNode(cluster.controlPlane, 'curl', '-s', 'http://127.0.0.1:10249/proxyMode');
    expect(mode).toBe('nftables');
    expect(await cluster.onNode(cluster.controlPlane, 'cat', '/etc/resolv.conf')).toContain('search example.org');
  });
});

test("kind's example of a registry leaves containerd where kind's script looks for it", async () => {
  const cluster = new TestCluster('kreg');
  try {
    await cluster.start(...example('registry'));
    const config = await cluster.onNode(cluster.controlPlane, 'containerd', 'config', 'dump');
    expect(config).toMatch(/config_path = ["']\/etc\/containerd\/certs\.d["']/);
  } finally {
    await cluster.close();
  }
});
