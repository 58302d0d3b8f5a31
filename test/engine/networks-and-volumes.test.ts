import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {type EngineFixture, openEngineFixture} from './engine-fixture.ts';

let fixture: EngineFixture;
beforeAll(async () => {
  fixture = await openEngineFixture();
});
afterAll(() => fixture.close());

describe('networks', () => {
  it('have a subnet of their own and keep the fixed address of a container', async () => {
    const {engine, labels, signal} = fixture;
    const network = fixture.name('net');
    const id = await engine.networks.create(
      {name: network, labels, subnet: '10.222.40.0/24', gateway: '10.222.40.1', ipRange: '10.222.40.128/25', mtu: 1400},
      {signal},
    );
    const fixed = await fixture.runSleeper({network: {name: network, ipv4: '10.222.40.17', aliases: ['fixed']}});
    const free = await fixture.runSleeper({network: {name: network}});

    expect(await engine.networks.inspect(network, {signal})).toEqual({
      id,
      name: network,
      labels,
      subnets: ['10.222.40.0/24'],
      gateway: '10.222.40.1',
      containers: expect.arrayContaining([fixed, free]),
    });
    expect((await engine.containers.inspect(free, {signal}))?.ipv4[network]).toMatch(/^10\.222\.40\.1(2[89]|[3-9]\d)$/);
    const mtu = await engine.containers.exec(fixed, ['cat', '/sys/class/net/eth0/mtu'], {signal});
    expect(mtu.stdout.toString().trim()).toBe('1400');

    await engine.containers.stop(fixed, {signal, timeoutSeconds: 5});
    expect((await engine.containers.inspect(fixed, {signal}))?.ipv4).toEqual({[network]: '10.222.40.17'});
    const listed = (await engine.containers.list(labels, {signal})).find(({name}) => name === fixed);
    expect(listed?.ipv4).toEqual({[network]: '10.222.40.17'});
    await engine.containers.start(fixed, {signal});
    expect((await engine.containers.inspect(fixed, {signal}))?.ipv4).toEqual({[network]: '10.222.40.17'});

    const clash = fixture.name('clash');
    await engine.containers.create({name: clash, image: fixture.image, labels, network: {name: network, ipv4: '10.222.40.17'}}, {signal});
    await expect(engine.containers.start(clash, {signal})).rejects.toMatchObject({id: 'E_SUBNET'});
    await expect(engine.networks.remove(network, {signal})).rejects.toMatchObject({id: 'E_ENGINE'});
  });

  it('are refused where they overlap, are found by label, and are removed more than once', async () => {
    const {engine, labels, signal} = fixture;
    const name = fixture.name('wide');
    const mine = {...labels, 'flotilla.test.net': 'wide'};
    await engine.networks.create({name, labels: mine, subnet: '10.222.48.0/20', gateway: '10.222.48.1'}, {signal});
    const inside = {name: fixture.name('inside'), labels, subnet: '10.222.50.0/24', gateway: '10.222.50.1'};
    await expect(engine.networks.create(inside, {signal})).rejects.toMatchObject({id: 'E_SUBNET'});
    expect((await engine.networks.list({'flotilla.test.net': 'wide', ...labels}, {signal})).map((network) => network.name)).toEqual([name]);
    expect((await engine.networks.list({}, {signal})).map((network) => network.name)).toContain('bridge');
    await engine.networks.remove(name, {signal});
    await engine.networks.remove(name, {signal});
    expect(await engine.networks.inspect(name, {signal})).toBeUndefined();
  });
});

describe('volumes', () => {
  it('outlive their containers and are removed more than once', async () => {
    const {engine, labels, signal} = fixture;
    const volume = fixture.name('kept');
    await engine.volumes.ensure({name: volume, labels}, {signal});
    await engine.volumes.ensure({name: volume, labels}, {signal});
    const mounts = [{type: 'volume', source: volume, target: '/var'}] as const;
    const writer = await fixture.runSleeper({mounts});
    await engine.containers.exec(writer, ['sh', '-c', 'echo kept > /var/note'], {signal});
    await expect(engine.volumes.remove(volume, {signal})).rejects.toMatchObject({id: 'E_ENGINE'});
    await engine.containers.remove(writer, {signal});
    const reader = await fixture.runSleeper({mounts});
    expect((await engine.containers.exec(reader, ['cat', '/var/note'], {signal})).stdout.toString()).toBe('kept\n');
    expect((await engine.containers.inspect(reader, {signal}))?.mounts).toMatchObject([{type: 'volume', name: volume, target: '/var'}]);
    expect(await engine.volumes.list(labels, {signal})).toMatchObject([{name: volume, labels}]);
    await engine.containers.remove(reader, {signal});
    await engine.volumes.remove(volume, {signal});
    await engine.volumes.remove(volume, {signal});
    expect(await engine.volumes.list(labels, {signal})).toEqual([]);
  });
});
