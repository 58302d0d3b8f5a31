import {expect, test} from 'vitest';
import {urlHost} from '../../../src/network/address.ts';
import {busybox} from '../support/kube-objects.ts';
import type {TestCluster} from '../support/test-cluster.ts';
import {until} from '../support/until.ts';
import {inPod} from '../three-nodes/web.ts';
import {type FamilyPod, webPods} from './pods.ts';

const client = (name: string, labels: Readonly<Record<string, string>>, node: string): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name, labels},
  spec: {
    nodeName: node,
    terminationGracePeriodSeconds: 0,
    containers: [{name: 'main', image: busybox, command: ['sleep', '100000']}],
  },
});

const policy = (name: string, spec: object): object => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: {name},
  spec,
});

const denyToWeb = policy('web', {podSelector: {matchLabels: {app: 'web'}}, policyTypes: ['Ingress']});
const friendsToWeb = policy('web', {
  podSelector: {matchLabels: {app: 'web'}},
  policyTypes: ['Ingress'],
  ingress: [{from: [{podSelector: {matchLabels: {friend: 'yes'}}}], ports: [{port: 8080}]}],
});
const denyFromFriend = policy('friend', {podSelector: {matchLabels: {friend: 'yes'}}, policyTypes: ['Egress']});
const onlyDnsFromFriend = policy('friend', {
  podSelector: {matchLabels: {friend: 'yes'}},
  policyTypes: ['Egress'],
  egress: [{ports: [{port: 53, protocol: 'UDP'}]}],
});

/** That NetworkPolicy objects do what they say, across nodes and in each family of addresses; one after the other. */
export function testPolicies(cluster: TestCluster): void {
  /** To every web pod at every address, from a pod: all "yes", all "no", or what else. */
  const reach = async (from: string): Promise<string> => {
    const addresses = (await webPods(cluster)).flatMap(({status}: FamilyPod) => status.podIPs.map(({ip}) => ip));
    const asks = addresses.map(
      (ip) => `(timeout 2 wget -qO- http://${urlHost(ip)}:8080/cgi-bin/who > /dev/null 2>&1 && echo yes || echo no) &`,
    );
    return [...new Set((await inPod(cluster, from, `${asks.join('\n')}\nwait`)).split('\n'))].join(' ');
  };
  const resolves = async (from: string): Promise<boolean> =>
    (await inPod(cluster, from, 'nslookup kubernetes.default.svc.cluster.local > /dev/null && echo yes || echo no')) === 'yes';
  const untilReach = (from: string, answer: string) =>
    until(`${from} to reach the web: ${answer}`, async () => (await reach(from)) === answer);

  test('without a policy everybody reaches everybody', async () => {
    await cluster.apply([client('friend', {friend: 'yes'}, `${cluster.profile}-worker`), client('stranger', {}, cluster.controlPlane)]);
    await cluster.kubectl('wait', 'pod/friend', 'pod/stranger', '--for=condition=Ready', '--timeout=60s');
    await untilReach('friend', 'yes');
    await untilReach('stranger', 'yes');
  });

  test('a policy that allows nothing shuts pods on all nodes', async () => {
    await cluster.apply([denyToWeb]);
    await untilReach('friend', 'no');
    await untilReach('stranger', 'no');
  });

  test('probes of the kubelet pass all the same', async () => {
    await cluster.kubectl('rollout', 'status', 'daemonset/web', '--timeout=60s');
  });

  test('a policy lets in those it names, and no others', async () => {
    await cluster.apply([friendsToWeb]);
    await untilReach('friend', 'yes');
    expect(await reach('stranger')).toBe('no');
  });

  test('a policy for what leaves a pod shuts off DNS as well, until it is allowed', async () => {
    await cluster.apply([denyFromFriend]);
    await untilReach('friend', 'no');
    expect(await resolves('friend')).toBe(false);
    await cluster.apply([onlyDnsFromFriend]);
    await until('friend to resolve names', () => resolves('friend'));
    expect(await reach('friend')).toBe('no');
    expect(await resolves('stranger')).toBe(true);
  });

  test('a running cluster can be told to enforce policies no more, and again', async () => {
    await cluster.start('--no-network-policy');
    await untilReach('stranger', 'yes');
    await cluster.start('--network-policy');
    await untilReach('stranger', 'no');
  });

  test('when the policies are gone everybody reaches everybody again', async () => {
    await cluster.kubectl('delete', 'networkpolicy', '--all');
    await untilReach('friend', 'yes');
    await untilReach('stranger', 'yes');
  });
}
