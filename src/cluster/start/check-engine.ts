import type {Engine, EngineInfo} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import {label} from '../labels.ts';
import {networkName} from '../plan/names.ts';
import type {ClusterState} from '../state/cluster-state.ts';

/**
 * Refuses engines on which nodes cannot run.
 * @throws AppError E_ENGINE_UNSUPPORTED.
 */
export function checkEngine({rootless}: EngineInfo): void {
  if (rootless) {
    throw new AppError('E_ENGINE_UNSUPPORTED', 'The container engine runs rootless, and nodes need capabilities that it cannot grant.', {
      hints: ['use an engine that runs as root: DOCKER_HOST=unix:///var/run/docker.sock'],
    });
  }
}

/** @throws AppError E_CONFIG when a network of the cluster's name belongs to somebody else. */
export async function checkNetworkName(name: string, state: ClusterState | undefined, engine: Engine, signal: AbortSignal): Promise<void> {
  if (state?.network) return;
  const network = await engine.networks.inspect(networkName(name), {signal});
  if (!network || network.labels[label.cluster] === name) return;
  throw new AppError(
    'E_CONFIG',
    `The container engine has a network "${network.name}" that is not Flotilla's; a cluster's network has its name.`,
    {
      hints: ['choose another name with --profile'],
    },
  );
}
