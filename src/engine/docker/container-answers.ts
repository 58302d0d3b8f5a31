import type {Container, ContainerDetails, ContainerState, PublishedPort} from '../engine.ts';

type Networks = Readonly<
  Record<string, {readonly IPAddress?: string; readonly NetworkID?: string; readonly IPAMConfig?: {readonly IPv4Address?: string} | null}>
>;
type PortBindings = Readonly<Record<string, readonly {readonly HostIp?: string; readonly HostPort?: string}[] | null>>;

/** What is used of one element of `GET /containers/json`. */
export interface ListedContainer {
  readonly Id: string;
  readonly Names: readonly string[];
  readonly Image: string;
  readonly Labels: Readonly<Record<string, string>> | null;
  readonly State: string;
  readonly Ports:
    | readonly {readonly IP?: string; readonly PrivatePort: number; readonly PublicPort?: number; readonly Type: string}[]
    | null;
  readonly NetworkSettings?: {readonly Networks?: Networks | null};
}

/** What is used of `GET /containers/x/json`. */
export interface InspectedContainer {
  readonly Id: string;
  readonly Name: string;
  readonly Config: {readonly Image: string; readonly Labels: Readonly<Record<string, string>> | null; readonly Tty?: boolean};
  readonly State: {readonly Status: string; readonly ExitCode: number; readonly OOMKilled?: boolean; readonly StartedAt: string};
  readonly HostConfig: {
    readonly Memory?: number;
    readonly NanoCpus?: number;
    readonly NetworkMode?: string;
    readonly PortBindings?: PortBindings | null;
  };
  readonly NetworkSettings: {readonly Networks?: Networks | null; readonly Ports?: PortBindings | null};
  readonly Mounts:
    | readonly {readonly Type: string; readonly Name?: string; readonly Source?: string; readonly Destination: string}[]
    | null;
}

export function fromListed(answer: ListedContainer): Container {
  const published = (answer.Ports ?? []).flatMap(({IP, PrivatePort, PublicPort, Type}) =>
    PublicPort === undefined ? [] : [publishedPort(PrivatePort, Type, IP ?? '', PublicPort)],
  );
  return {
    id: answer.Id,
    // Names of links have a second slash.
    name: (answer.Names.find((name) => name.lastIndexOf('/') === 0) ?? answer.Names[0] ?? '').slice(1),
    image: answer.Image,
    labels: answer.Labels ?? {},
    state: answer.State as ContainerState,
    ipv4: addresses(answer.NetworkSettings?.Networks),
    ports: published,
  };
}

export function fromInspected(answer: InspectedContainer): ContainerDetails {
  const live = ports(answer.NetworkSettings.Ports);
  return {
    id: answer.Id,
    name: answer.Name.replace(/^\//, ''),
    image: answer.Config.Image,
    labels: answer.Config.Labels ?? {},
    state: answer.State.Status as ContainerState,
    ipv4: addresses(answer.NetworkSettings.Networks),
    ports: live.length > 0 ? live : ports(answer.HostConfig.PortBindings),
    exitCode: answer.State.ExitCode,
    oomKilled: answer.State.OOMKilled ?? false,
    networkMode: answer.HostConfig.NetworkMode ?? '',
    networkIds: networkIds(answer.NetworkSettings.Networks),
    startedAt: answer.State.StartedAt,
    memoryBytes: answer.HostConfig.Memory ?? 0,
    cpus: (answer.HostConfig.NanoCpus ?? 0) / 1e9,
    mounts: (answer.Mounts ?? []).map(({Type, Name, Source, Destination}) => ({
      type: Type,
      source: Source ?? '',
      target: Destination,
      ...(Name === undefined ? {} : {name: Name}),
    })),
    raw: answer,
  };
}

function networkIds(networks: Networks | null | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(networks ?? {}).flatMap(([name, {NetworkID}]) => (NetworkID ? [[name, NetworkID]] : [])));
}

/** A stopped container has no address, but keeps the fixed one that it asked for. */
function addresses(networks: Networks | null | undefined): Readonly<Record<string, string>> {
  const known = Object.entries(networks ?? {}).map(
    ([name, {IPAddress, IPAMConfig}]) => [name, IPAddress || IPAMConfig?.IPv4Address || ''] as const,
  );
  return Object.fromEntries(known.filter(([, address]) => address !== ''));
}

function ports(bindings: PortBindings | null | undefined): readonly PublishedPort[] {
  return Object.entries(bindings ?? {}).flatMap(([key, hosts]) => {
    const [port = '', protocol = 'tcp'] = key.split('/');
    return (hosts ?? []).map(({HostIp, HostPort}) => publishedPort(Number(port), protocol, HostIp ?? '', Number(HostPort ?? 0)));
  });
}

function publishedPort(containerPort: number, protocol: string, hostAddress: string, hostPort: number): PublishedPort {
  return {containerPort, protocol: protocol as PublishedPort['protocol'], hostAddress, hostPort};
}
