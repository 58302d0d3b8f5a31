import {describe, expect, test} from 'vitest';
import {accessAnnotation, apiEnvironment} from '../../../../src/cluster/system/api-environment.ts';
import {patchFor} from '../../../../src/cluster/system/follow-access.ts';
import {networkPolicyObjects} from '../../../../src/cluster/system/network-policy.ts';

const before = {balanced: false, address: '172.30.0.10'};
const after = {balanced: true, address: '172.30.0.2'};

describe('when the API server gets another address', () => {
  const set = networkPolicyObjects(apiEnvironment(before), {program: 'p', helper: 'h'}).find(({kind}) => kind === 'DaemonSet')!;

  test('a daemon set that is told it by its environment is told anew', () => {
    expect(patchFor(set, after)).toEqual({
      spec: {template: {spec: {containers: [{name: 'kube-network-policies', env: apiEnvironment(after)}]}}},
    });
    expect(patchFor(set, before)).toBeUndefined();
  });

  test('one that knows it by name is made anew, for the sake of its /etc/hosts', () => {
    const named = {apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: {name: 'kube-proxy'}, spec: {template: {spec: {containers: []}}}};
    expect(patchFor(named, after)).toEqual({spec: {template: {metadata: {annotations: {[accessAnnotation]: after.address}}}}});
    expect(patchFor(named, before)).toBeUndefined();
  });
});
