import {describe, expect, it} from 'vitest';
import {containerBody} from '../../../src/engine/docker/container-body.ts';

const base = {name: 'one', image: 'node:1', labels: {}};

describe('the body that creates a container', () => {
  it('says nothing of what was not asked for', () => {
    expect(containerBody(base)).toEqual({Image: 'node:1', Labels: {}, HostConfig: {Init: false, Privileged: false}});
  });

  it('has everything that a node needs', () => {
    const body = containerBody({
      ...base,
      hostname: 'one',
      labels: {'a/b': 'c'},
      env: {container: 'docker', EMPTY: ''},
      entrypoint: ['/entry'],
      command: ['--boot'],
      capAdd: ['ALL'],
      capDrop: ['SYS_RESOURCE'],
      securityOpt: ['seccomp=unconfined'],
      maskedPaths: [],
      readonlyPaths: [],
      deviceCgroupRules: ['a *:* rwm'],
      devices: [{host: '/dev/fuse', container: '/dev/fuse', permissions: 'rwm'}],
      cgroupns: 'private',
      sysctls: {'net.ipv4.ip_forward': '1'},
      network: {name: 'net', ipv4: '10.222.0.2', aliases: ['api']},
      extraHosts: {'host.test': 'host-gateway'},
      dns: ['10.0.0.1'],
      stopSignal: 'SIGRTMIN+3',
      stopTimeout: 20,
      restartPolicy: 'unless-stopped',
      memoryBytes: 4_294_967_296,
      cpus: 1.5,
      logMaxSize: '10m',
    });
    expect(body).toEqual({
      Image: 'node:1',
      Hostname: 'one',
      Labels: {'a/b': 'c'},
      Env: ['container=docker', 'EMPTY='],
      Entrypoint: ['/entry'],
      Cmd: ['--boot'],
      StopSignal: 'SIGRTMIN+3',
      StopTimeout: 20,
      HostConfig: {
        Init: false,
        Privileged: false,
        CapAdd: ['ALL'],
        CapDrop: ['SYS_RESOURCE'],
        SecurityOpt: ['seccomp=unconfined'],
        MaskedPaths: [],
        ReadonlyPaths: [],
        DeviceCgroupRules: ['a *:* rwm'],
        Devices: [{PathOnHost: '/dev/fuse', PathInContainer: '/dev/fuse', CgroupPermissions: 'rwm'}],
        CgroupnsMode: 'private',
        Sysctls: {'net.ipv4.ip_forward': '1'},
        NetworkMode: 'net',
        ExtraHosts: ['host.test:host-gateway'],
        Dns: ['10.0.0.1'],
        RestartPolicy: {Name: 'unless-stopped'},
        Memory: 4_294_967_296,
        MemorySwap: 4_294_967_296,
        NanoCpus: 1_500_000_000,
        LogConfig: {Type: 'json-file', Config: {'max-size': '10m'}},
      },
      NetworkingConfig: {EndpointsConfig: {net: {IPAMConfig: {IPv4Address: '10.222.0.2'}, Aliases: ['api']}}},
    });
  });

  it('mounts volumes and directories, and a tmpfs in the form that takes options', () => {
    const body = containerBody({
      ...base,
      mounts: [
        {type: 'volume', source: 'vol', target: '/var'},
        {type: 'bind', source: '/src', target: '/dst', readOnly: true, propagation: 'rslave'},
        {type: 'tmpfs', target: '/run', tmpfsOptions: 'exec'},
        {type: 'tmpfs', target: '/tmp'},
      ],
    });
    expect(body).toMatchObject({
      HostConfig: {
        Mounts: [
          {Type: 'volume', Source: 'vol', Target: '/var'},
          {Type: 'bind', Source: '/src', Target: '/dst', ReadOnly: true, BindOptions: {Propagation: 'rslave'}},
        ],
        Tmpfs: {'/run': 'exec', '/tmp': ''},
      },
    });
  });

  it('publishes several addresses for one port', () => {
    const port = {containerPort: 6443, protocol: 'tcp', hostPort: 7000} as const;
    const ports = [
      {...port, hostAddress: '127.0.0.1'},
      {...port, hostAddress: '::1'},
      {...port, protocol: 'udp', hostAddress: ''},
    ] as const;
    expect(containerBody({...base, ports, networkMode: 'none'})).toMatchObject({
      ExposedPorts: {'6443/tcp': {}, '6443/udp': {}},
      HostConfig: {
        NetworkMode: 'none',
        PortBindings: {
          '6443/tcp': [
            {HostIp: '127.0.0.1', HostPort: '7000'},
            {HostIp: '::1', HostPort: '7000'},
          ],
          '6443/udp': [{HostIp: '', HostPort: '7000'}],
        },
      },
    });
  });
});
