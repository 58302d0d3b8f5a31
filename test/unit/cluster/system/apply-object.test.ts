import {describe, expect, test} from 'vitest';
import {applyObject} from '../../../../src/cluster/system/apply-object.ts';
import type {KubeApi} from '../../../../src/kube/kube-api.ts';
import {KubeApiError} from '../../../../src/kube/kube-api-error.ts';

const signal = new AbortController().signal;
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {name: 'kube-dns', namespace: 'kube-system'},
  spec: {clusterIP: '10.96.0.10'},
};

/** An API server that refuses the Service until its address is free. */
function serverWith(owner: {readonly namespace: string; readonly name: string} | undefined): {
  readonly api: KubeApi;
  readonly done: string[];
} {
  const done: string[] = [];
  let isHeld = true;
  const api = {
    apply: async () => {
      done.push('apply');
      if (isHeld) throw new KubeApiError('provided IP is already allocated', 422, 'Invalid');
    },
    get: async () => owner && {spec: {parentRef: {resource: 'services', ...owner}}},
    delete: async ({kind, name}: {kind: string; name: string}) => {
      done.push(`delete ${kind} ${name}`);
      isHeld = false;
      return true;
    },
  };
  return {api: api as unknown as KubeApi, done};
}

describe("a Service's fixed address", () => {
  test('is taken back from an interrupted start of the same Service', async () => {
    const {api, done} = serverWith({namespace: 'kube-system', name: 'kube-dns'});
    await applyObject(service, api, signal);
    expect(done).toEqual(['apply', 'delete IPAddress 10.96.0.10', 'apply']);
  });

  test.each([[{namespace: 'default', name: 'kube-dns'}], [{namespace: 'kube-system', name: 'other'}], [undefined]])(
    'stays with another owner: %j',
    async (owner) => {
      const {api, done} = serverWith(owner);
      await expect(applyObject(service, api, signal)).rejects.toMatchObject({status: 422});
      expect(done).toEqual(['apply']);
    },
  );

  test('has nothing to do with other objects that are refused', async () => {
    const {api, done} = serverWith({namespace: 'kube-system', name: 'kube-dns'});
    await expect(applyObject({...service, kind: 'ConfigMap'}, api, signal)).rejects.toMatchObject({status: 422});
    expect(done).toEqual(['apply']);
  });
});
