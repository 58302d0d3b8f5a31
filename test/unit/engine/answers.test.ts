import {describe, expect, it} from 'vitest';
import {fromInspected, fromListed} from '../../../src/engine/docker/container-answers.ts';
import {memoryInUse} from '../../../src/engine/docker/container-memory.ts';
import {toEngineInfo} from '../../../src/engine/docker/engine-info.ts';
import {labelQuery} from '../../../src/engine/docker/label-filter.ts';
import {chooseApiVersion} from '../../../src/engine/docker/negotiate-version.ts';
import {withTag} from '../../../src/engine/docker/pull-image.ts';

describe('answers of the engine', () => {
  it('give a stopped container its fixed address and its published ports', () => {
    const details = fromInspected({
      Id: 'abc',
      Name: '/one',
      Config: {Image: 'node:1', Labels: null},
      State: {Status: 'exited', ExitCode: 130, StartedAt: '2026-01-02T03:04:05Z'},
      HostConfig: {Memory: 1024, NanoCpus: 1_500_000_000, PortBindings: {'6443/tcp': [{HostIp: '127.0.0.1', HostPort: '7000'}]}},
      NetworkSettings: {
        Networks: {net: {IPAddress: '', IPAMConfig: {IPv4Address: '10.222.0.2'}}, bridge: {IPAddress: '', IPAMConfig: null}},
        Ports: {},
      },
      Mounts: [
        {Type: 'volume', Name: 'vol', Source: '/x', Destination: '/var'},
        {Type: 'bind', Source: '/src', Destination: '/dst'},
      ],
    });
    expect(details).toMatchObject({
      name: 'one',
      labels: {},
      ipv4: {net: '10.222.0.2'},
      ports: [{containerPort: 6443, protocol: 'tcp', hostAddress: '127.0.0.1', hostPort: 7000}],
      exitCode: 130,
      oomKilled: false,
      cpus: 1.5,
      mounts: [
        {type: 'volume', name: 'vol', source: '/x', target: '/var'},
        {type: 'bind', source: '/src', target: '/dst'},
      ],
    });
    expect(details.ipv4).toEqual({net: '10.222.0.2'});
  });

  it('list containers by their own name, not that of a link, with published ports only', () => {
    const listed = fromListed({
      Id: 'abc',
      Names: ['/other/alias', '/one'],
      Image: 'node:1',
      Labels: {a: 'b'},
      State: 'running',
      Ports: [
        {PrivatePort: 80, Type: 'tcp'},
        {IP: '0.0.0.0', PrivatePort: 53, PublicPort: 5300, Type: 'udp'},
      ],
    });
    expect(listed).toEqual({
      id: 'abc',
      name: 'one',
      image: 'node:1',
      labels: {a: 'b'},
      state: 'running',
      ipv4: {},
      ports: [{containerPort: 53, protocol: 'udp', hostAddress: '0.0.0.0', hostPort: 5300}],
    });
  });

  it('count memory without the page cache, on both versions of cgroups', () => {
    expect(memoryInUse({memory_stats: {usage: 100, stats: {total_inactive_file: 30, inactive_file: 99}}})).toBe(70);
    expect(memoryInUse({memory_stats: {usage: 100, stats: {inactive_file: 40}}})).toBe(60);
    expect(memoryInUse({memory_stats: {usage: 100, stats: {inactive_file: 400}}})).toBe(100);
    expect(memoryInUse({})).toBe(0);
  });

  it('describe an engine without an id, without a cgroup version, or without root', () => {
    const answer = {
      ID: 'X',
      Name: 'host',
      ServerVersion: '20.10.24',
      OperatingSystem: 'Debian',
      Architecture: 'x86_64',
      KernelVersion: '6.1',
      Driver: 'overlay2',
      DockerRootDir: '/data',
      NCPU: 2,
      MemTotal: 1024,
      SecurityOptions: null,
      SystemTime: '2026-01-02T03:04:05Z',
    };
    expect(toEngineInfo(answer, '1.41')).toMatchObject({id: 'X', apiVersion: '1.41', cgroupVersion: 1, rootless: false, memoryBytes: 1024});
    const other = {...answer, ID: '', CgroupVersion: '2', SecurityOptions: ['name=seccomp', 'name=rootless']};
    expect(toEngineInfo(other, '1.41')).toMatchObject({id: 'host/data', cgroupVersion: 2, rootless: true});
    const native = [
      ['Backing Filesystem', 'extfs'],
      ['Native Overlay Diff', 'true'],
    ] as const;
    const folders = (change: object): boolean => toEngineInfo({...answer, DriverStatus: native, ...change}, '1.41').hasOverlayFolders;
    expect(folders({})).toBe(true);
    expect(folders({Driver: 'overlayfs'})).toBe(false);
    expect(folders({DriverStatus: [['Native Overlay Diff', 'false']]})).toBe(false);
    expect(folders({DriverStatus: null})).toBe(false);
    for (const option of ['name=userns', 'name=rootless']) expect(folders({SecurityOptions: [option]})).toBe(false);
  });
});

describe('questions to the engine', () => {
  it('filter by labels, or by nothing', () => {
    expect(labelQuery({a: 'b', c: true})).toEqual({filters: {label: ['a=b', 'c']}});
    expect(labelQuery({})).toEqual({});
  });

  it.each([
    ['1.41', '1.41'],
    ['1.44', '1.44'],
    ['1.99', '1.48'],
    ['2.0', '1.48'],
  ])('offered API %s, are in %s', (offered, chosen) => {
    expect(chooseApiVersion(offered)).toBe(chosen);
  });

  it.each(['1.40', '1.9', ''])('cannot be asked in API "%s"', (offered) => {
    expect(() => chooseApiVersion(offered)).toThrow(expect.objectContaining({id: 'E_ENGINE_UNSUPPORTED'}));
  });

  it.each([
    ['nginx', 'nginx:latest'],
    ['nginx:1.27', 'nginx:1.27'],
    ['localhost:5000/app', 'localhost:5000/app:latest'],
    ['localhost:5000/app@sha256:0123', 'localhost:5000/app@sha256:0123'],
  ])('pull one image: %s is %s', (reference, whole) => {
    expect(withTag(reference)).toBe(whole);
  });
});
