import {mkdtemp, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, it, vi} from 'vitest';
import {capabilityNames, decodeCapabilities} from '../../src/engine/capabilities.ts';
import {localHostFacts} from '../../src/engine/docker/host-facts/local-host-facts.ts';
import {probeHostFacts, probeLabel} from '../../src/engine/docker/host-facts/probe-host-facts.ts';
import {readHostFacts} from '../../src/engine/docker/host-facts/read-host-facts.ts';
import {type EngineFixture, openEngineFixture} from './engine-fixture.ts';

let fixture: EngineFixture;
beforeAll(async () => {
  fixture = await openEngineFixture();
});
afterAll(() => fixture.close());
afterEach(() => vi.unstubAllEnvs());

describe('host facts', () => {
  it('are the same from a probe container as from this machine, and the container is gone', async () => {
    const {engine, image, signal} = fixture;
    const probed = await probeHostFacts(image, {signal}, engine.containers);
    const local = await localHostFacts(await engine.info({signal}));
    // Ports in use are asked of other machines only: on this one, a port is tried.
    const stable = ({memoryAvailableBytes, diskFreeBytes, routes, portsInUse, ...rest}: typeof probed) => rest;
    expect(local && stable(local)).toEqual(stable(probed));
    expect(probed.capabilities).toContain('SYS_ADMIN');
    expect(probed.routes).toContainEqual(expect.stringMatching(/^[\d.]+\/\d+$/));
    expect(Math.abs(probed.diskFreeBytes - (local?.diskFreeBytes ?? 0))).toBeLessThan(2 ** 30);
    expect(await engine.containers.list({[probeLabel]: true}, {signal})).toEqual([]);
  });

  it('name the capabilities that the engine can really grant', async () => {
    const {engine, image, labels, signal} = fixture;
    const {capabilities} = await probeHostFacts(image, {signal}, engine.containers);
    const capDrop = capabilityNames.filter((capability) => !capabilities.includes(capability));
    const name = fixture.name('caps');
    const command = ['sh', '-c', 'while read -r key value; do [ "$key" = CapBnd: ] && echo "$value"; done < /proc/self/status; true'];
    await engine.containers.create({name, image, labels, command, capAdd: ['ALL'], capDrop}, {signal});
    await engine.containers.start(name, {signal});
    expect(await engine.containers.wait(name, {signal})).toBe(0);
    const granted = decodeCapabilities((await engine.containers.logs(name, {signal})).trim());
    expect(granted).toEqual(capabilities.filter((capability) => granted.includes(capability)));
    expect(granted).toEqual(expect.arrayContaining(['SYS_ADMIN', 'NET_ADMIN', 'SYS_PTRACE', 'MKNOD']));
  });

  it('of a remote engine are probed each time, and leave nothing on this machine', async () => {
    const {engine, image, signal} = fixture;
    const directory = await mkdtemp(join(tmpdir(), 'flotilla-facts-'));
    vi.stubEnv('XDG_CACHE_HOME', directory);
    const request = {info: await engine.info({signal}), isLocal: false, probeImage: image, signal};
    expect((await readHostFacts(request, engine.containers)).capabilities).toContain('SYS_ADMIN');
    expect(await readdir(directory)).toEqual([]);
    const withoutImage = {...request, probeImage: 'flotilla-test-engine:never-made'};
    await expect(readHostFacts(withoutImage, engine.containers)).rejects.toMatchObject({id: 'E_NOT_FOUND'});
    await rm(directory, {recursive: true});
  });
});
