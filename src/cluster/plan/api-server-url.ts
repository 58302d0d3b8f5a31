import type {DecidedSpec} from './cluster-plan.ts';

/** Where this machine reaches the API server: `https://127.0.0.1:16443`. */
export function apiServerUrl({apiServer}: DecidedSpec): string {
  const address = apiServer.address === '0.0.0.0' ? '127.0.0.1' : apiServer.address;
  return `https://${address}:${apiServer.port}`;
}
