import {urlHost} from '../../network/address.ts';
import type {DecidedSpec} from './cluster-plan.ts';

/** Listening on all addresses includes the loopback. */
const everywhere: Readonly<Record<string, string>> = {'0.0.0.0': '127.0.0.1', '::': '::1'};

/** Where users reach the API server: `https://127.0.0.1:16443`. */
export function apiServerUrl({apiServer}: DecidedSpec): string {
  const host = apiServer.host ?? everywhere[apiServer.address] ?? apiServer.address;
  return `https://${urlHost(host)}:${apiServer.port}`;
}
