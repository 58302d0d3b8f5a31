import type {ApiAccess} from '../plan/api-access.ts';
import {apiServerPort} from '../plan/names.ts';

/**
 * Annotation of pods in the host's network with the address that they know: they keep the /etc/hosts that the node had when they were made,
 * so they have to be made anew when it changes.
 */
export const accessAnnotation = 'flotilla.dev/api-address';

/** One variable of a container's environment. */
export interface EnvironmentVariable {
  readonly name: string;
  readonly value: string;
}

/**
 * Environment that leads a system pod to the API server past the Service `kubernetes`: it then works before kube-proxy does, and need not
 * crash and back off meanwhile.
 */
export function apiEnvironment({address}: ApiAccess): readonly EnvironmentVariable[] {
  return [
    {name: 'KUBERNETES_SERVICE_HOST', value: address},
    {name: 'KUBERNETES_SERVICE_PORT', value: String(apiServerPort)},
  ];
}
