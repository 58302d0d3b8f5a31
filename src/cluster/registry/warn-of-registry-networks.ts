import type {Progress} from '../../progress/progress.ts';
import {isNetwork} from '../plan/hosts-toml.ts';
import type {ClusterSpec} from '../spec/cluster-spec.ts';

/** minikube takes networks, which Docker understands; containerd asks by host. */
export function warnOfRegistryNetworks({insecureRegistries}: Pick<ClusterSpec, 'insecureRegistries'>, progress: Progress): void {
  const networks = insecureRegistries.filter(isNetwork);
  if (networks.length > 0) {
    progress.warn(`Insecure registries are known to containerd by their host, not by network: ${networks.join(', ')} has no effect.`);
  }
}
