import {afterAll, beforeAll, describe} from 'vitest';
import {webObjects} from './support/kube-objects.ts';
import {TestCluster} from './support/test-cluster.ts';
import {testContainers} from './three-nodes/containers.ts';
import {testDns} from './three-nodes/dns.ts';
import {testEvents} from './three-nodes/events.ts';
import {testKubectl} from './three-nodes/kubectl.ts';
import {testNodes} from './three-nodes/nodes.ts';
import {testPodNetwork} from './three-nodes/pod-network.ts';
import {testSsh} from './three-nodes/ssh.ts';
import {testStorage} from './three-nodes/storage.ts';
import {webPorts} from './three-nodes/web.ts';

/** One cluster for tests that change nothing which another of them looks at. */
describe('a cluster of one control plane and two workers', () => {
  const cluster = new TestCluster('three');

  beforeAll(async () => {
    await cluster.start('-n', '3', '--control-planes', '1');
    await cluster.apply(webObjects('web', webPorts));
    await cluster.kubectl('rollout', 'status', 'daemonset/web', '--timeout=60s');
  });
  afterAll(() => cluster.close());

  describe('nodes', () => testNodes(cluster));
  describe('containers', () => testContainers(cluster));
  describe('pod network', () => testPodNetwork(cluster));
  describe('DNS', () => testDns(cluster));
  describe('storage', () => testStorage(cluster));
  describe('kubectl', () => testKubectl(cluster));
  describe('SSH', () => testSsh(cluster));
  describe('events', () => testEvents(cluster));
});
