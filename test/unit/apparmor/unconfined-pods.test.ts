import {describe, expect, it} from 'vitest';
import {explainUnconfined, type PodView, unconfinedPod} from '../../../src/apparmor/cluster/unconfined-pods.ts';

const pod = (name: string, status: PodView['status']): PodView => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name, namespace: 'default'},
  ...(status ? {status} : {}),
});
const waiting = (message: string) => ({containerStatuses: [{state: {waiting: {message}}}]});

describe('pods that do not start for their profile', () => {
  it.each([
    [
      "containerd's message",
      waiting('failed to generate apparmor spec opts: apparmor profile not found my-profile'),
      {pod: 'default/a', profile: 'my-profile'},
    ],
    [
      "the kubelet's refusal",
      {reason: 'AppArmor', message: 'Cannot enforce AppArmor: AppArmor is not enabled on the host'},
      {pod: 'default/a'},
    ],
    ['another reason', waiting('image not found'), undefined],
    ['no status', undefined, undefined],
  ])('%s', (_, status, expected) => {
    expect(unconfinedPod(pod('a', status))).toEqual(expected);
  });

  it('are explained by profile', () => {
    expect(explainUnconfined([{pod: 'a/x', profile: 'p'}, {pod: 'a/y', profile: 'p'}, {pod: 'a/z'}], 'dev')).toEqual([
      'a/x, a/y do not start, for the AppArmor profile p is not loaded: flotilla apparmor load FILE -p dev',
      'a/z does not run, for its node has no AppArmor: flotilla apparmor status -p dev',
    ]);
    expect(explainUnconfined([], 'dev')).toEqual([]);
  });
});
