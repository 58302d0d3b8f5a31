import type {Engine} from '../../engine/engine.ts';
import type {BuildNodeImageInput} from '../../images/node-image/build-node-image.ts';
import type {NodeImage} from '../../images/node-image/node-image.ts';
import type {KubeApi} from '../../kube/kube-api.ts';
import type {KubeconfigEntry} from '../../kube/kubeconfig/kubeconfig-entry.ts';
import type {LocalRegistryDeps} from '../registry/ensure-local-registry.ts';
import type {ClusterSpec} from '../spec/cluster-spec.ts';
import type {Paths} from '../state/paths.ts';
import type {BringUpDeps} from './bring-up.ts';

export type ImageSource = Omit<BuildNodeImageInput, 'kubernetesVersion'>;

/** What starting clusters and nodes works with. */
export interface StartDeps extends BringUpDeps, Pick<LocalRegistryDeps, 'registryImage'> {
  readonly engine: Engine;
  readonly paths: Paths;
  /** The node image of the specification; built when there is none. */
  nodeImage(spec: Pick<ClusterSpec, 'image' | 'kubernetesVersion'>, source: ImageSource): Promise<NodeImage>;
  /** Public half of the cluster's SSH key, as a line for authorized_keys; the pair is made on first use. */
  publicKey(cluster: string): Promise<string>;
  /** Refuses to go on when the user's kubeconfig could not take the cluster. @throws AppError E_KUBECONFIG. */
  checkKubeconfig(name: string): void;
  saveKubeconfig(entry: KubeconfigEntry, keepContext: boolean): Promise<string>;
}

/** A client whose connections end with the block that it is used in. */
export const disposableApi = (api: KubeApi): Disposable & {readonly api: KubeApi} => ({api, [Symbol.dispose]: () => api.close()});
