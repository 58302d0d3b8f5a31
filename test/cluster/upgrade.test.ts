import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {nodeImageReference} from '../../src/images/node-image/node-image.ts';
import {expectAnswers, pollApi, wholeAgain} from './control-planes/api.ts';
import {buildSample, writeContext} from './images/sample-image.ts';
import {budget, replicas} from './nodes/workloads.ts';
import {docker} from './support/docker.ts';
import {killAtStep} from './support/interrupted-start.ts';
import {busybox} from './support/kube-objects.ts';
import {isReady, type KubeList, type NodeObject} from './support/kube-types.ts';
import {TestCluster} from './support/test-cluster.ts';
import {until} from './support/until.ts';

const [older, newer] = ['v1.36.3', 'v1.37.2'] as const;

/** Where FLOTILLA_IMAGE names the image of the default version, another version needs to be told its own. */
const imageOf = (version: string): string[] => (process.env['FLOTILLA_IMAGE'] ? ['--image', nodeImageReference(version)] : []);

/** Brings an image of the user's own, which is nowhere else afterwards. Gives its name. */
async function loadOwnImage(cluster: TestCluster): Promise<string> {
  const image = `${cluster.profile}/own:1`;
  const folder = await mkdtemp(join(tmpdir(), 'flotilla-upgrade-'));
  await buildSample(await writeContext(folder, 'own', cluster), image);
  const loaded = await cluster.cli('image load', image);
  expect(loaded.exitCode, loaded.stderr).toBe(0);
  await docker(['rmi', image]);
  await rm(folder, {recursive: true});
  return image;
}

/** The one pair of versions that node images can be built of everywhere. */
describe(`a cluster of ${older}`, {timeout: 900_000}, () => {
  const cluster = new TestCluster('upgrade');
  let own: string;
  beforeAll(async () => {
    await cluster.start('-n', '2', '--kubernetes-version', older, ...imageOf(older));
    await cluster.apply([replicas('web', 2), budget('web', 1)]);
    await cluster.kubectl('rollout', 'status', 'deployment/web', '--timeout=120s');
    await cluster.kubectl('create', 'configmap', 'witness', '--from-literal=made-by=before');
    await cluster.kubectl('run', 'alone', '--image', busybox, '--command', '--', 'sleep', 'infinity');
    await cluster.kubectl('wait', '--for=condition=Ready', '--timeout=60s', 'pod/alone');
    own = await loadOwnImage(cluster);
  }, 900_000);
  afterAll(() => cluster.close());

  const upgrade = ['--kubernetes-version', newer];

  test('refuses to become older, or to skip a version', async () => {
    for (const version of ['v1.36.2', 'v1.34.1']) {
      const refused = await cluster.cli('start', '--kubernetes-version', version);
      expect([refused.exitCode, refused.stderr]).toEqual([106, expect.stringContaining('older version')]);
    }
  });

  test('is finished by the next start when it was killed in the middle, workloads staying available', async () => {
    await killAtStep(cluster, 'container start on control-plane #1', cluster.startArgs(...upgrade));
    await cluster.start(...upgrade);
    const {items} = await cluster.get<KubeList<NodeObject>>('nodes');
    expect(items.map((node) => [node.status.nodeInfo.kubeletVersion, isReady(node), node.spec])).toEqual(
      items.map(({spec}) => [newer, true, expect.not.objectContaining({unschedulable: true, ...(spec.taints ? {} : {})})]),
    );
    expect(JSON.parse(await cluster.kubectl('version', '-o', 'json'))).toMatchObject({serverVersion: {gitVersion: newer}});
    expect(await cluster.kubectl('get', 'configmap', 'witness', '-o', 'jsonpath={.data.made-by}')).toBe('before');
    const proxy = await cluster.kubectl('get', '-n', 'kube-system', 'daemonset/kube-proxy', '-o', 'jsonpath={..image}');
    expect(proxy).toBe(`registry.k8s.io/kube-proxy:${newer}`);
    const config = await cluster.kubectl(
      'get',
      '-n',
      'kube-system',
      'configmap/kubeadm-config',
      '-o',
      'jsonpath={.data.ClusterConfiguration}',
    );
    expect(config).toContain(`kubernetesVersion: ${newer}`);
    await cluster.kubectl('rollout', 'status', 'deployment/web', '--timeout=120s');
    await until('all pods', async () => {
      const ready = await cluster.kubectl('get', 'pods', '-A', '-o', 'jsonpath={.items[*].status.containerStatuses[*].ready}');
      return !ready.includes('false');
    });
    // Nothing would have made this one again.
    await cluster.kubectl('get', 'pod', 'alone');
  });

  test('keeps the images that were loaded into it', async () => {
    const pod = (node: string) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {name: `own-on-${node}`},
      spec: {nodeName: `${cluster.profile}-${node}`, containers: [{name: 'own', image: own}]},
    });
    await cluster.apply([pod('control-plane'), pod('worker')]);
    await cluster.kubectl('wait', '--for=condition=Ready', '--timeout=60s', 'pod/own-on-control-plane', 'pod/own-on-worker');
  });

  test('is then a cluster of the newer version, to which nodes of that version are added', async () => {
    const poll = await pollApi(cluster);
    const added = await cluster.cli('node add');
    expect(added.exitCode, added.stderr).toBe(0);
    await expectAnswers(poll, 0);
    await until('the new node', async () => {
      const node = await cluster.get<NodeObject>('node', `${cluster.profile}-worker2`);
      return isReady(node) && node.status.nodeInfo.kubeletVersion === newer;
    });
    const status = await cluster.cli('list', '-o', 'json');
    expect(status.stdout).toContain(newer);
  });
});

describe(`three control planes of ${older}`, {timeout: 900_000}, () => {
  const cluster = new TestCluster('upha');
  const names = ['control-plane', 'control-plane2', 'control-plane3'];
  const upgrade = ['--kubernetes-version', newer];
  beforeAll(async () => {
    await cluster.start('--ha', '--kubernetes-version', older, ...imageOf(older));
    await cluster.kubectl('create', 'configmap', 'witness');
  }, 900_000);
  afterAll(() => cluster.close());

  test('answer while they are upgraded, and a start finishes what was killed at the second of them', async () => {
    const poll = await pollApi(cluster);
    await killAtStep(cluster, 'container start on control-plane2 #1', cluster.startArgs(...upgrade));
    await cluster.start(...upgrade);
    await expectAnswers(poll, 0, names.length);
    await wholeAgain(cluster, names);
    const {items} = await cluster.get<KubeList<NodeObject>>('nodes');
    expect(items.map(({status}) => status.nodeInfo.kubeletVersion)).toEqual(names.map(() => newer));
    for (const {spec} of items) expect(spec).not.toHaveProperty('unschedulable');
    await cluster.kubectl('get', 'configmap', 'witness');
  });
});
