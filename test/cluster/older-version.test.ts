import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {supportedKubernetesVersions} from '../../src/images/default-version.ts';
import {busybox} from './support/kube-objects.ts';
import type {KubeList, NodeObject} from './support/kube-types.ts';
import {TestCluster} from './support/test-cluster.ts';

const [, version = ''] = supportedKubernetesVersions;

interface Versions {
  readonly clientVersion: {readonly gitVersion: string};
  readonly serverVersion: {readonly gitVersion: string};
}

describe(`Kubernetes ${version}, the minor before the default one`, () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    // One that somebody chose holds the default version.
    delete process.env['FLOTILLA_IMAGE'];
    cluster = new TestCluster('older');
    await cluster.start('-n', '2', '--kubernetes-version', version);
  });
  afterAll(() => cluster.close());

  it('is what kubelets, the API server and kubectl say they are', async () => {
    expect(await cluster.onNode(cluster.controlPlane, 'kubelet', '--version')).toBe(`Kubernetes ${version}`);
    const {items} = await cluster.get<KubeList<NodeObject>>('nodes');
    expect(items.map(({status}) => status.nodeInfo.kubeletVersion)).toEqual([version, version]);
    const {stdout, stderr} = await cluster.cli('kubectl', '--', 'version', '-o', 'json');
    const {clientVersion, serverVersion} = JSON.parse(stdout || stderr) as Versions;
    expect([clientVersion.gitVersion, serverVersion.gitVersion]).toEqual([version, version]);
  });

  it('runs the images of its own version', async () => {
    const images = await cluster.kubectl('get', 'pods', '-n', 'kube-system', '-o', 'jsonpath={.items[*].spec.containers[*].image}');
    const core = images.split(' ').filter((image) => image.includes('/kube-'));
    expect(new Set(core.map((image) => image.split(':')[1]))).toEqual(new Set([version]));
  });

  it('runs pods, which find each other by name', async () => {
    await cluster.kubectl('run', 'asks', `--image=${busybox}`, '--restart=Never', '--', 'nslookup', 'kubernetes.default.svc.cluster.local');
    await cluster.kubectl('wait', '--for=jsonpath={.status.phase}=Succeeded', '--timeout=90s', 'pod/asks');
    expect(await cluster.kubectl('logs', 'asks')).toContain('10.96.0.1');
  });
});
