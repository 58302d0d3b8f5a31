import type {EngineEndpoint} from '../../engine/engine-endpoint.ts';
import {isRemote, remoteHost} from '../../engine/is-remote.ts';
import {byFamily, gatewayAddress} from '../plan/addresses.ts';
import type {ClusterSpec} from '../spec/cluster-spec.ts';

const isEverywhere = (address: string): boolean => address === '0.0.0.0' || address === '::';
const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1';

/** Where the API server is published on the engine's machine, and the name by which others reach it there, if it has one. */
export interface PublishedAddress {
  readonly address: string;
  readonly host?: string;
}

/**
 * The address for a new cluster, whose network has the subnet. From a container beside the nodes their network's gateway is reached, which is
 * an address of the engine's machine as well; its loopback device is not. An engine that is reached over TCP publishes on all its addresses, as there is no way to its loopback
 * device; one that is reached over SSH on what was asked for, which is the loopback device unless somebody said otherwise.
 * `sshHost` gives the real name of an SSH host, which may be an alias in the user's configuration.
 */
export async function publishedAddress(
  {apiServer: {address}, subnet}: {readonly apiServer: Pick<ClusterSpec['apiServer'], 'address'>; readonly subnet: string},
  endpoint: EngineEndpoint,
  sshHost: (url: string) => Promise<string>,
): Promise<PublishedAddress> {
  if (!isRemote(endpoint)) return {address};
  if (endpoint.ownContainer) return publishedBeside(address, gatewayAddress(byFamily(subnet).ipv4 ?? subnet));
  const overSsh = endpoint.url.startsWith('ssh:');
  if (isLoopback(address)) return overSsh ? {address} : {address: address.includes(':') ? '::' : '0.0.0.0', host: remoteHost(endpoint)};
  if (!isEverywhere(address)) return {address};
  return {address, host: overSsh ? await sshHost(endpoint.url) : remoteHost(endpoint)};
}

function publishedBeside(address: string, gateway: string): PublishedAddress {
  if (isLoopback(address)) return {address: gateway};
  return isEverywhere(address) ? {address, host: gateway} : {address};
}

/** What a user of a cluster on another machine should know, when it was started. */
export function remoteNote(
  {apiServer}: {readonly apiServer: {readonly address: string; readonly port: number}},
  endpoint: EngineEndpoint,
): string | undefined {
  if (!isRemote(endpoint)) return undefined;
  const {address, port} = apiServer;
  if (!isLoopback(address)) {
    if (endpoint.ownContainer) return undefined;
    return `The API server is published on port ${port} of ${isEverywhere(address) ? 'all addresses' : address} of the engine's machine; kubectl needs a way there.`;
  }
  const tunnel = endpoint.url.startsWith('ssh:') ? `ssh -N -L ${port}:127.0.0.1:${port} ${sshDestination(endpoint.url)}` : '';
  const way = tunnel === '' ? '' : ` Any other kubectl does while this runs: ${tunnel}`;
  return `\`flotilla kubectl\` reaches the cluster through the connection to the engine.${way}`;
}

/** As a word of the ssh command, which knows this form of URL but not all that Docker allows in it. */
function sshDestination(url: string): string {
  const {username, hostname, port} = new URL(url);
  const user = username === '' ? '' : `${decodeURIComponent(username)}@`;
  return `${port === '' ? '' : `-p ${port} `}${user}${hostname}`;
}
