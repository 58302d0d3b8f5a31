import type {ContainerSpec, Mount, PublishedPort} from '../engine.ts';

/** The body of `POST /containers/create` for a container; pure. Init is always off: systemd is the node's own. */
export function containerBody(spec: ContainerSpec): object {
  const {network} = spec;
  return withoutUndefined({
    Image: spec.image,
    Hostname: spec.hostname,
    Labels: spec.labels,
    Env: spec.env && Object.entries(spec.env).map(([name, value]) => `${name}=${value}`),
    Entrypoint: spec.entrypoint,
    Cmd: spec.command,
    Tty: spec.tty,
    StopSignal: spec.stopSignal,
    StopTimeout: spec.stopTimeout,
    ExposedPorts: spec.ports && Object.fromEntries(spec.ports.map((port) => [portKey(port), {}])),
    HostConfig: hostConfig(spec),
    NetworkingConfig: network && {
      EndpointsConfig: {
        [network.name]: withoutUndefined({
          IPAMConfig:
            network.ipv4 === undefined && network.ipv6 === undefined
              ? undefined
              : withoutUndefined({IPv4Address: network.ipv4, IPv6Address: network.ipv6}),
          Aliases: network.aliases,
        }),
      },
    },
  });
}

function hostConfig(spec: ContainerSpec): object {
  const tmpfs = spec.mounts?.filter(({type}) => type === 'tmpfs') ?? [];
  return withoutUndefined({
    Init: false,
    Privileged: false,
    CapAdd: spec.capAdd,
    CapDrop: spec.capDrop,
    SecurityOpt: spec.securityOpt,
    MaskedPaths: spec.maskedPaths,
    ReadonlyPaths: spec.readonlyPaths,
    DeviceCgroupRules: spec.deviceCgroupRules,
    Devices: spec.devices?.map(({host, container, permissions}) => ({
      PathOnHost: host,
      PathInContainer: container,
      CgroupPermissions: permissions,
    })),
    CgroupnsMode: spec.cgroupns,
    PidMode: spec.pidMode,
    Mounts: spec.mounts?.filter(({type}) => type !== 'tmpfs').map(mountBody),
    // Only this older form of a tmpfs takes mount options such as exec.
    Tmpfs: tmpfs.length === 0 ? undefined : Object.fromEntries(tmpfs.map(({target, tmpfsOptions}) => [target, tmpfsOptions ?? ''])),
    PortBindings: spec.ports && portBindings(spec.ports),
    Sysctls: spec.sysctls,
    NetworkMode: spec.network?.name ?? spec.networkMode,
    ExtraHosts: spec.extraHosts && Object.entries(spec.extraHosts).map(([name, address]) => `${name}:${address}`),
    Dns: spec.dns,
    DnsSearch: spec.dnsSearch,
    RestartPolicy: spec.restartPolicy && {Name: spec.restartPolicy},
    Memory: spec.memoryBytes,
    // The same as Memory means no swap on top of it.
    MemorySwap: spec.memoryBytes,
    NanoCpus: spec.cpus === undefined ? undefined : Math.round(spec.cpus * 1e9),
    LogConfig: spec.logMaxSize === undefined ? undefined : {Type: 'json-file', Config: {'max-size': spec.logMaxSize}},
  });
}

function mountBody({type, source, target, readOnly, propagation}: Mount): object {
  return withoutUndefined({
    Type: type,
    Source: source,
    Target: target,
    ReadOnly: readOnly,
    BindOptions: propagation && {Propagation: propagation},
  });
}

function portBindings(ports: readonly PublishedPort[]): object {
  const bindings: Record<string, object[]> = {};
  for (const port of ports) {
    const key = portKey(port);
    bindings[key] = [...(bindings[key] ?? []), {HostIp: port.hostAddress, HostPort: String(port.hostPort)}];
  }
  return bindings;
}

function portKey({containerPort, protocol}: PublishedPort): string {
  return `${containerPort}/${protocol}`;
}

function withoutUndefined(body: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}
