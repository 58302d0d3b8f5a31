import {describe, expect, it} from 'vitest';
import {claimsOn, type DrainedPod, type LocalVolume, podsToEvict} from '../../../../src/cluster/nodes/drain-pods.ts';

const pod = (name: string, metadata: Partial<DrainedPod['metadata']> = {}): DrainedPod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name, namespace: 'default', ...metadata},
});

describe('the pods that leave a drained node', () => {
  it('are those of controllers and those on their own', () => {
    const pods = [pod('alone'), pod('replica', {ownerReferences: [{kind: 'ReplicaSet', controller: true}]})];
    expect(podsToEvict(pods)).toEqual(pods);
  });

  it('are not those of DaemonSets and not mirrors of static pods', () => {
    const daemon = pod('daemon', {ownerReferences: [{kind: 'DaemonSet', controller: true}]});
    const mirror = pod('mirror', {annotations: {'kubernetes.io/config.mirror': 'x'}, ownerReferences: [{kind: 'Node', controller: true}]});
    expect(podsToEvict([daemon, mirror])).toEqual([]);
  });

  it('are pods that merely name a DaemonSet, too', () => {
    const owned = pod('owned', {ownerReferences: [{kind: 'DaemonSet'}]});
    expect(podsToEvict([owned])).toEqual([owned]);
  });
});

describe('claims whose data goes with a node', () => {
  const volume = (claim: string, ...nodes: readonly string[]): LocalVolume => ({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {name: claim},
    spec: {
      claimRef: {namespace: 'default', name: claim},
      ...(nodes.length === 0
        ? {}
        : {nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: 'kubernetes.io/hostname', values: nodes}]}]}}}),
    },
  });

  it('are those on that node alone', () => {
    const volumes = [volume('here', 'a'), volume('there', 'b'), volume('both', 'a', 'b'), volume('anywhere')];
    expect(claimsOn('a', volumes)).toEqual(['default/here']);
  });
});
