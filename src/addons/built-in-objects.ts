import {networkPolicyObjects} from '../cluster/system/network-policy.ts';
import {storageObjects} from '../cluster/system/storage.ts';
import {componentsFor, readCatalogue} from '../images/catalogue.ts';
import {defaultKubernetesVersion} from '../images/default-version.ts';
import type {KubeObject} from '../kube/kube-types.ts';
import type {BuiltIn} from './addon-schema.ts';

/**
 * The objects of an addon that a cluster can be born with, whose images are in the node image. Enabled later, it asks the API server through
 * its Service: what `start` writes into them spares a wait that is only there while the cluster is made.
 */
export async function builtInObjects(name: BuiltIn): Promise<readonly KubeObject[]> {
  // Neither their versions nor their names depend on Kubernetes' version or on the processor.
  const components = componentsFor(await readCatalogue(), defaultKubernetesVersion, 'amd64');
  const imageOf = (component: string): string => components.find((one) => one.name === component)?.image?.reference ?? '';
  const helper = imageOf('busybox');
  if (name === 'network-policy') return networkPolicyObjects([], {program: imageOf('kube-network-policies'), helper});
  return storageObjects({provisioner: imageOf('local-path-provisioner'), helper}, []);
}
