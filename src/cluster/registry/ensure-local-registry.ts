import type {Engine} from '../../engine/engine.ts';
import {helperContainers} from '../helpers/helper-containers.ts';
import type {DecidedSpec} from '../plan/cluster-plan.ts';
import {localRegistryContainer, localRegistryName, localRegistryVolume} from '../plan/local-registry.ts';

export interface LocalRegistryDeps {
  readonly engine: Engine;
  readonly signal: AbortSignal;
  /** The image of the registry; made when there is none. */
  registryImage(): Promise<string>;
}

/** Creates the registry beside the cluster and starts it, where the specification wants one. @throws AppError E_PORT, E_TOOL_MISSING. */
export async function ensureLocalRegistry(spec: DecidedSpec, {engine, signal, registryImage}: LocalRegistryDeps): Promise<void> {
  const {localRegistry, name} = spec;
  if (!localRegistry) return;
  const [existing] = await helperContainers(engine, name, {signal, part: 'registry'});
  if (existing?.state === 'running') return;
  if (!existing) {
    const image = await registryImage();
    await engine.volumes.ensure(localRegistryVolume(name), {signal});
    await engine.containers.create(localRegistryContainer(spec, localRegistry.port, image), {signal});
  }
  await engine.containers.start(localRegistryName(name), {signal});
}
