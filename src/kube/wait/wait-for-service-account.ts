import type {KubeApi} from '../kube-api.ts';
import type {KubeObject} from '../kube-types.ts';
import {type WaitOptions, waitForResources} from './wait-for-resources.ts';

/** Waits for a service account, without which no pod of its namespace can be created. @throws AppError E_TIMEOUT. */
export async function waitForServiceAccount(api: KubeApi, namespace: string, name: string, options: WaitOptions): Promise<void> {
  await waitForResources<KubeObject, KubeObject>(
    api,
    {apiVersion: 'v1', kind: 'ServiceAccount', namespace, fieldSelector: `metadata.name=${name}`},
    {
      ...options,
      what: `the service account ${namespace}/${name}`,
      probe: ([found]) => found,
      diagnose: async () => ['the controller manager makes it; it may not be running'],
    },
  );
}
