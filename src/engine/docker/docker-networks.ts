import {isAppError} from '../../errors/app-error.ts';
import type {CallOptions, LabelFilter, Network, NetworkSpec, Networks} from '../engine.ts';
import type {DockerApi} from './docker-api.ts';
import {labelQuery} from './label-filter.ts';

interface NetworkAnswer {
  readonly Id: string;
  readonly Name: string;
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly IPAM?: {readonly Config?: readonly {readonly Subnet?: string; readonly Gateway?: string}[] | null};
  readonly Containers?: Readonly<Record<string, {readonly Name: string}>> | null;
}

/** Bridge networks over the Docker Engine API. */
export class DockerNetworks implements Networks {
  readonly #api: DockerApi;

  constructor(api: DockerApi) {
    this.#api = api;
  }

  async create(spec: NetworkSpec, {signal}: CallOptions): Promise<string> {
    const body = networkBody(spec);
    const request = {
      method: 'POST',
      path: '/networks/create',
      body,
      signal,
      action: `create network ${spec.name} with subnet ${spec.subnet}`,
    } as const;
    return (await this.#api.json<{readonly Id: string}>(request)).Id;
  }

  async inspect(nameOrId: string, {signal}: CallOptions): Promise<Network | undefined> {
    try {
      return toNetwork(
        await this.#api.json<NetworkAnswer>({method: 'GET', path: path(nameOrId), signal, action: `inspect network ${nameOrId}`}),
      );
    } catch (error) {
      if (isAppError(error, 'E_NOT_FOUND')) return undefined;
      throw error;
    }
  }

  async list(labels: LabelFilter, {signal}: CallOptions): Promise<readonly Network[]> {
    const request = {method: 'GET', path: '/networks', query: labelQuery(labels), signal, action: 'list networks'} as const;
    return (await this.#api.json<readonly NetworkAnswer[]>(request)).map(toNetwork);
  }

  async connect(nameOrId: string, container: string, {signal}: CallOptions): Promise<void> {
    const action = `put ${container} on network ${nameOrId}`;
    // The way out stays the one that it has; engines before Docker 28 do not know the word, and choose by the names of networks.
    const body = {Container: container, EndpointConfig: {GwPriority: -1}};
    await this.#api.send({method: 'POST', path: `${path(nameOrId)}/connect`, body, signal, action});
  }

  async disconnect(nameOrId: string, container: string, {signal}: CallOptions): Promise<void> {
    const action = `take ${container} off network ${nameOrId}`;
    try {
      await this.#api.send({
        method: 'POST',
        path: `${path(nameOrId)}/disconnect`,
        body: {Container: container, Force: true},
        signal,
        action,
      });
    } catch (error) {
      if (!isAppError(error, 'E_NOT_FOUND')) throw error;
    }
  }

  async remove(nameOrId: string, {signal}: CallOptions): Promise<void> {
    try {
      await this.#api.send({method: 'DELETE', path: path(nameOrId), signal, action: `remove network ${nameOrId}`});
    } catch (error) {
      if (!isAppError(error, 'E_NOT_FOUND')) throw error;
    }
  }
}

/** The body of `POST /networks/create`; two networks of one name are refused. */
export function networkBody({name, labels, subnet, gateway, ipRange, ipv6, mtu}: NetworkSpec): object {
  return {
    Name: name,
    Driver: 'bridge',
    CheckDuplicate: true,
    Labels: labels,
    IPAM: {Driver: 'default', Config: [addressPool({subnet, gateway, ipRange}), ...(ipv6 ? [addressPool(ipv6)] : [])]},
    ...(ipv6 ? {EnableIPv6: true} : {}),
    Options: mtu === undefined ? {} : {'com.docker.network.driver.mtu': String(mtu)},
  };
}

function addressPool({subnet, gateway, ipRange}: {subnet: string; gateway: string; ipRange?: string | undefined}): object {
  return {Subnet: subnet, Gateway: gateway, ...(ipRange === undefined ? {} : {IPRange: ipRange})};
}

function toNetwork(answer: NetworkAnswer): Network {
  const configs = answer.IPAM?.Config ?? [];
  const gateway = configs.find(({Gateway}) => Gateway)?.Gateway;
  return {
    id: answer.Id,
    name: answer.Name,
    labels: answer.Labels ?? {},
    subnets: configs.flatMap(({Subnet}) => (Subnet ? [Subnet] : [])),
    containers: Object.values(answer.Containers ?? {}).map(({Name}) => Name),
    ...(gateway === undefined ? {} : {gateway}),
  };
}

function path(nameOrId: string): string {
  return `/networks/${encodeURIComponent(nameOrId)}`;
}
