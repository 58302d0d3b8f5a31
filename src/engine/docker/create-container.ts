import {isAppError} from '../../errors/app-error.ts';
import {capabilityNames} from '../capabilities.ts';
import type {ContainerSpec} from '../engine.ts';
import {containerBody} from './container-body.ts';
import type {DockerApi} from './docker-api.ts';

/** Creates a container and returns its id. */
export async function createContainer(api: DockerApi, spec: ContainerSpec, signal: AbortSignal): Promise<string> {
  const action = `create container ${spec.name}`;
  const request = {
    method: 'POST',
    path: '/containers/create',
    query: {name: spec.name},
    body: containerBody(spec),
    signal,
    action,
  } as const;
  try {
    return (await api.json<{readonly Id: string}>(request)).Id;
  } catch (error) {
    const known = isAppError(error, 'E_ENGINE') ? withoutUnknownCapability(spec, error.message) : undefined;
    if (known === undefined) throw error;
    return createContainer(api, known, signal);
  }
}

/**
 * An engine refuses the names of capabilities that are newer than itself (Debian's Docker 20.10: PERFMON, BPF, CHECKPOINT_RESTORE). It
 * names one at a time. It neither grants nor has to drop them; a name to add that is no capability at all stays an error.
 */
function withoutUnknownCapability(spec: ContainerSpec, message: string): ContainerSpec | undefined {
  const [, list, unknown] = /invalid Cap(Add|Drop): unknown capability: "?(?:CAP_)?(\w+)/.exec(message) ?? [];
  const isOther = (name: string): boolean => name.replace(/^CAP_/, '') !== unknown;
  const names = (list === 'Add' ? spec.capAdd : spec.capDrop) ?? [];
  const rest = names.filter(isOther);
  if (unknown === undefined || rest.length === names.length) return undefined;
  if (list === 'Drop') return {...spec, capDrop: rest};
  return capabilityNames.some((name) => name === unknown) ? {...spec, capAdd: rest} : undefined;
}
