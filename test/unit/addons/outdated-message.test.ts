import {expect, test} from 'vitest';
import {isOutdated} from '../../../src/addons/outdated-message.ts';
import type {KubeApi, ObjectRef} from '../../../src/kube/kube-api.ts';

const {signal} = new AbortController();

/** An API that has objects of these kinds and names. */
const having = (...there: readonly string[]): Pick<KubeApi, 'get'> => ({
  get: <T>({kind, name, namespace}: ObjectRef) =>
    Promise.resolve(there.includes(`${namespace}/${kind}/${name}`) ? ({metadata: {name}} as T) : undefined),
});

test.each([
  ['CreateContainerConfigError: secret "keys" not found', 'kube-system/Secret/keys', true],
  ['CreateContainerConfigError: secret "keys" not found', 'default/Secret/keys', false],
  ['CreateContainerConfigError: configmap "settings" not found', 'kube-system/ConfigMap/settings', true],
  ['CreateContainerConfigError: configmap "settings" not found', 'kube-system/Secret/settings', false],
  ['connection refused', 'kube-system/Secret/keys', false],
])('"%s" where there is %s: %s', async (message, there, outdated) => {
  expect(await isOutdated(message, 'kube-system', having(there), signal)).toBe(outdated);
});
