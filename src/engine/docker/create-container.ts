import {isAppError} from '../../errors/app-error.ts';
import type {ContainerSpec} from '../engine.ts';
import {containerBody} from './container-body.ts';
import type {DockerApi} from './docker-api.ts';

/** Creates a container and returns its id. */
export async function createContainer(api: DockerApi, spec: ContainerSpec, signal: AbortSignal): Promise<string> {
  const action = `create container ${spec.name}`;
  const request = {method: 'POST', path: '/containers/create', query: {name: spec.name}, body: containerBody(spec), signal, action} as const;
  try {
    return (await api.json<{readonly Id: string}>(request)).Id;
  } catch (error) {
    const known = withoutUnknownDrop(spec, error);
    if (known === undefined) throw error;
    return createContainer(api, known, signal);
  }
}

/** An engine refuses to drop what it does not know: capabilities newer than itself or than its kernel. One is named at a time. */
function withoutUnknownDrop(spec: ContainerSpec, error: unknown): ContainerSpec | undefined {
  if (!isAppError(error, 'E_ENGINE')) return undefined;
  const unknown = /invalid CapDrop: unknown capability: "?(?:CAP_)?(\w+)/.exec(error.message)?.[1];
  const capDrop = spec.capDrop?.filter((name) => name.replace(/^CAP_/, '') !== unknown);
  return unknown === undefined || capDrop?.length === spec.capDrop?.length ? undefined : {...spec, capDrop: capDrop ?? []};
}
