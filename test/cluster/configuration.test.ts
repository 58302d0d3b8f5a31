import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {testLimits} from './configuration/limits.ts';
import {busybox} from './support/kube-objects.ts';
import type {NodeObject} from './support/kube-types.ts';
import {runCli} from './support/run-cli.ts';
import {TestCluster} from './support/test-cluster.ts';
import {until} from './support/until.ts';

const folder = join(import.meta.dirname, 'configuration');

describe('a cluster whose file uses many fields', () => {
  const cluster = new TestCluster('config');
  const worker = `${cluster.profile}-worker`;
  const onControlPlane = (script: string): Promise<string> => cluster.onNode(cluster.controlPlane, 'sh', '-c', script);

  beforeAll(async () => {
    await cluster.start('--config', join(folder, 'cluster.yaml'));
  });
  afterAll(() => cluster.close());

  test('kubelets have the settings of the cluster, and of their node', async () => {
    const configOf = async (node: string): Promise<object> =>
      (JSON.parse(await cluster.kubectl('get', '--raw', `/api/v1/nodes/${node}/proxy/configz`)) as {kubeletconfig: object}).kubeletconfig;
    expect(await configOf(cluster.controlPlane)).toMatchObject({
      maxPods: 40,
      imageMaximumGCAge: '24h0m0s',
      featureGates: {InPlacePodVerticalScaling: true},
    });
    expect(await configOf(worker)).toMatchObject({maxPods: 30, imageMaximumGCAge: '24h0m0s'});
  });

  test('components have the arguments of patches and of the file', async () => {
    const manifests = await onControlPlane('cat /etc/kubernetes/manifests/*.yaml');
    for (const argument of ['profiling=false', 'node-monitor-grace-period=41s', 'quota-backend-bytes=4294967296', 'v=2']) {
      expect(manifests).toContain(`- --${argument}\n`);
    }
    expect(await cluster.kubectl('-n', 'kube-system', 'get', 'configmap', 'kube-proxy', '-o', 'yaml')).toContain(
      'tcpEstablishedTimeout: 2h',
    );
    expect(await onControlPlane('openssl x509 -in /etc/kubernetes/pki/apiserver.crt -noout -ext subjectAltName')).toContain(
      'shop.example.org',
    );
  });

  test('nodes have labels and taints of patches', async () => {
    const [first, second] = await Promise.all([cluster.controlPlane, worker].map((node) => cluster.get<NodeObject>('node', node)));
    expect(first?.metadata.labels).toMatchObject({'ingress-ready': 'true'});
    expect(second?.metadata.labels).toMatchObject({'example.org/disk': 'ssd'});
    expect(second?.spec.taints).toEqual([{key: 'example.org/small', effect: 'PreferNoSchedule'}]);
  });

  test('the API server writes the audit log that the policy asks for', async () => {
    await cluster.kubectl('create', 'configmap', 'audited');
    const log = (await onControlPlane('cat /var/log/kubernetes/audit.log'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as {objectRef: object});
    expect(log.some(({objectRef}) => (objectRef as {name?: string}).name === 'audited')).toBe(true);
    expect(new Set(log.map(({objectRef}) => (objectRef as {resource: string}).resource))).toEqual(new Set(['configmaps']));
  });

  test('the admission configuration is in effect', async () => {
    const run = cluster.kubectl('run', 'privileged', '--image', busybox, '--privileged', '--', 'true');
    await expect(run).rejects.toThrow(/violates PodSecurity "baseline:latest"/);
  });

  test('host aliases resolve in nodes and in pods', async () => {
    expect(await cluster.onNode(worker, 'getent', 'hosts', 'db.example.org')).toContain('192.0.2.10');
    const answer = cluster.kubectl(
      'run',
      'asks',
      '--rm',
      '-i',
      '--quiet',
      '--restart=Never',
      '--image',
      busybox,
      '--',
      'nslookup',
      'db.example.org',
    );
    expect(await answer).toContain('192.0.2.10');
  });

  test('manifests are applied, with objects of their own kinds', async () => {
    expect(await cluster.kubectl('-n', 'shop', 'get', 'orders', '-o', 'name')).toBe('order.example.org/first');
  });

  test('addons are enabled, and available when start ends', async () => {
    const {stdout} = await cluster.cli('addons list', '-o', 'json');
    expect(JSON.parse(stdout)).toMatchObject({'kube-state-metrics': {Status: 'enabled', state: 'ready'}});
    const path = '/api/v1/namespaces/kube-system/services/kube-state-metrics:http-metrics/proxy/metrics';
    await until('metrics of the worker', async () =>
      (await cluster.kubectl('get', '--raw', path)).includes(`kube_node_info{node="${worker}"`),
    );
  });

  test('containerd and the kubelet have the proxies, and what is in the cluster is past them', async () => {
    for (const program of ['containerd', 'kubelet']) {
      const environment = await cluster.onNode(worker, 'sh', '-c', `tr '\\0' '\\n' < /proc/$(pidof ${program})/environ`);
      expect(environment).toContain('HTTP_PROXY=http://192.0.2.7:3128');
      expect(environment).toMatch(new RegExp(`NO_PROXY=.example.org,.*${worker}.*\\.svc`));
    }
  });

  test('config export gives the file of another one like it', async () => {
    const {stdout: yaml} = await cluster.cli('config export');
    const plan = async (...args: string[]): Promise<{spec: {name: string}}> => {
      const {stdout, stderr} = await runCli(['start', '--dry-run', '-o', 'json', '-p', 'copy', ...args], {input: yaml, env: cluster.env});
      expect(stdout, stderr).not.toBe('');
      return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {spec: {name: string}};
    };
    const [exported, original] = await Promise.all([plan('--config', '-'), plan('--config', join(folder, 'cluster.yaml'))]);
    expect(exported.spec).toEqual(original.spec);
  });

  describe('limits', () => testLimits(cluster));
});

describe("a cluster of kind's file", () => {
  const cluster = new TestCluster('kind');
  afterAll(() => cluster.close());

  test('is as the file says', async () => {
    const {stderr} = await cluster.start('--config', join(folder, 'kind.yaml'));
    expect(stderr).toMatch(/kind\.yaml:9:12 nodes\[0\]\.image: .* is an image of kind/);
    const node = await cluster.get<NodeObject>('node', cluster.controlPlane);
    expect(node.metadata.labels).toMatchObject({'ingress-ready': 'true'});
    expect(node.spec.podCIDR).toBe('10.123.0.0/24');
  });

  test('its files are in the node, and its patches in effect: an audit log is written', async () => {
    const read = (file: string): Promise<string> => cluster.onNode(cluster.controlPlane, 'cat', file);
    expect(`${await read('/etc/kubernetes/policies/audit-policy.yaml')}
`).toBe(readFileSync(join(folder, 'audit-policy.yaml'), 'utf8'));
    await until('the audit log', async () => (await read('/var/log/kubernetes/kube-apiserver-audit.log')).includes('"kind":"Event"'));
  });

  test('its port is published', async () => {
    const command = ['sh', '-c', 'mkdir /www && echo hello > /www/index.html && exec httpd -f -p 30950 -h /www'];
    const spec = {hostNetwork: true, containers: [{name: 'web', image: busybox, command}]};
    await cluster.apply([{apiVersion: 'v1', kind: 'Pod', metadata: {name: 'web'}, spec}]);
    await until('the port to answer', async () => (await (await fetch('http://127.0.0.1:30951/')).text()).includes('hello'));
  });
});
