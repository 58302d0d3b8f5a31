import {createServer} from 'node:net';
import {text} from 'node:stream/consumers';
import {extract} from 'tar-stream';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {type EngineFixture, openEngineFixture} from './engine-fixture.ts';

let fixture: EngineFixture;
beforeAll(async () => {
  fixture = await openEngineFixture();
});
afterAll(() => fixture.close());

describe('the life of a container', () => {
  it('is created, started, stopped, started again and removed, each of them twice without complaint', async () => {
    const {engine, signal} = fixture;
    const name = await fixture.runSleeper({hostname: 'sleeper', memoryBytes: 64 * 1024 * 1024, cpus: 0.5, env: {GREETING: 'good day'}});
    await engine.containers.start(name, {signal});
    const running = await engine.containers.inspect(name, {signal});
    expect(running).toMatchObject({name, state: 'running', memoryBytes: 64 * 1024 * 1024, cpus: 0.5, image: fixture.image});
    expect(await engine.containers.memoryUsage(name, {signal})).toBeGreaterThan(0);

    await engine.containers.stop(name, {signal, timeoutSeconds: 10});
    await engine.containers.stop(name, {signal, timeoutSeconds: 10});
    expect(await engine.containers.inspect(name, {signal})).toMatchObject({state: 'exited', exitCode: 7});

    await engine.containers.start(name, {signal});
    await engine.containers.kill(name, {signal});
    expect(await engine.containers.wait(name, {signal})).toBe(137);
    await engine.containers.kill(name, {signal});

    await Promise.all([engine.containers.remove(name, {signal}), engine.containers.remove(name, {signal})]);
    await engine.containers.remove(name, {signal});
    expect(await engine.containers.inspect(name, {signal})).toBeUndefined();
    await engine.containers.stop(name, {signal});
  });

  it('is paused and unpaused, each of them twice without complaint', async () => {
    const {engine, signal} = fixture;
    const name = await fixture.runSleeper();
    await engine.containers.pause(name, {signal});
    await engine.containers.pause(name, {signal});
    expect(await engine.containers.inspect(name, {signal})).toMatchObject({state: 'paused'});
    await engine.containers.unpause(name, {signal});
    await engine.containers.unpause(name, {signal});
    expect(await engine.containers.inspect(name, {signal})).toMatchObject({state: 'running'});
    await engine.containers.remove(name, {signal});
  });

  it('refuses a second container of the same name and the start of an unknown one', async () => {
    const {engine, signal, image, labels} = fixture;
    const name = fixture.name('twice');
    await engine.containers.create({name, image, labels}, {signal});
    await expect(engine.containers.create({name, image, labels}, {signal})).rejects.toMatchObject({id: 'E_ENGINE'});
    await expect(engine.containers.start(fixture.name('unknown'), {signal})).rejects.toMatchObject({id: 'E_NOT_FOUND'});
  });

  it('keeps what was printed, with and without a terminal', async () => {
    const {engine, signal, image, labels} = fixture;
    for (const tty of [false, true]) {
      const name = fixture.name(`printer-${tty}`);
      await engine.containers.create(
        {name, image, labels, tty, logMaxSize: '1m', command: ['sh', '-c', 'echo out; echo err >&2; exit 3']},
        {signal},
      );
      await engine.containers.start(name, {signal});
      expect(await engine.containers.wait(name, {signal})).toBe(3);
      const lines = (await engine.containers.logs(name, {signal})).split(/\r?\n/).filter(Boolean);
      expect(lines.toSorted()).toEqual(['err', 'out']);
    }
  });

  it('is listed by labels, with a value or just by name', async () => {
    const {engine, signal, labels} = fixture;
    const one = await fixture.runSleeper({labels: {...labels, 'flotilla.test.role': 'one'}});
    const two = await fixture.runSleeper({labels: {...labels, 'flotilla.test.role': 'two'}});
    await engine.containers.stop(two, {signal, timeoutSeconds: 5});
    const found = async (filter: Record<string, string | true>): Promise<readonly string[]> =>
      (await engine.containers.list({...labels, ...filter}, {signal})).map(({name}) => name).toSorted();
    expect(await found({'flotilla.test.role': 'one'})).toEqual([one]);
    expect(await found({'flotilla.test.role': true})).toEqual([one, two].toSorted());
    expect(await found({'flotilla.test.role': 'three'})).toEqual([]);
  });

  it('unmasks /proc and drops the capabilities that the engine knows', async () => {
    const {engine, signal} = fixture;
    const name = await fixture.runSleeper({
      maskedPaths: [],
      readonlyPaths: [],
      capAdd: ['SYS_ADMIN'],
      capDrop: ['NOT_YET_KNOWN', 'MKNOD', 'NEITHER_THIS'],
      cgroupns: 'private',
    });
    const {raw} = (await engine.containers.inspect(name, {signal})) ?? {};
    expect(raw).toMatchObject({
      HostConfig: {
        MaskedPaths: [],
        ReadonlyPaths: [],
        CapAdd: [expect.stringMatching(/SYS_ADMIN$/)],
        CapDrop: [expect.stringMatching(/MKNOD$/)],
        Init: false,
        CgroupnsMode: 'private',
      },
    });
    const {stdout} = await engine.containers.exec(name, ['cat', '/proc/mounts'], {signal});
    expect(stdout.toString()).not.toMatch(/ \/proc\/\S+ /);
  });

  it('publishes ports, and says so when one is taken', async () => {
    const {engine, signal, image, labels} = fixture;
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const hostPort = (server.address() as {port: number}).port;
    const ports = [{containerPort: 80, protocol: 'tcp', hostAddress: '127.0.0.1', hostPort}] as const;
    const name = fixture.name('port');
    await engine.containers.create({name, image, labels, ports, command: ['sleep', '300']}, {signal});
    await expect(engine.containers.start(name, {signal})).rejects.toMatchObject({
      id: 'E_PORT',
      message: `The engine could not start container ${name}: port 127.0.0.1:${hostPort} of the host is taken.`,
    });
    await new Promise((resolve) => server.close(resolve));
    await engine.containers.start(name, {signal});
    expect((await engine.containers.inspect(name, {signal}))?.ports).toEqual(ports);
    const second = fixture.name('port2');
    await engine.containers.create({name: second, image, labels, ports, command: ['sleep', '300']}, {signal});
    await expect(engine.containers.start(second, {signal})).rejects.toMatchObject({id: 'E_PORT'});
  });
});

describe('capabilities', () => {
  it('too new for the engine are left out, made-up ones are an error', async () => {
    const {engine, signal, image, labels} = fixture;
    const all = {image, labels, capDrop: ['ALL']};
    const name = fixture.name('newest');
    await engine.containers.create({...all, name, capAdd: ['MKNOD', 'PERFMON', 'BPF', 'CHECKPOINT_RESTORE']}, {signal});
    const {raw} = (await engine.containers.inspect(name, {signal})) ?? {};
    expect(raw).toMatchObject({HostConfig: {CapAdd: expect.arrayContaining([expect.stringMatching(/MKNOD$/)])}});
    const madeUp = engine.containers.create({...all, name: fixture.name('made-up'), capAdd: ['LEVITATE']}, {signal});
    await expect(madeUp).rejects.toMatchObject({id: 'E_ENGINE', message: expect.stringContaining('LEVITATE')});
  });
});

describe('files', () => {
  it('go into a created container, its volumes and directories that do not exist yet', async () => {
    const {engine, signal, image, labels} = fixture;
    const volume = fixture.name('volume');
    await engine.volumes.ensure({name: volume, labels}, {signal});
    const name = fixture.name('files');
    const mounts = [
      {type: 'volume', source: volume, target: '/data'},
      {type: 'tmpfs', target: '/run', tmpfsOptions: 'exec,mode=755'},
    ] as const;
    await engine.containers.create({name, image, labels, mounts, command: ['sleep', '300']}, {signal});
    await engine.containers.putFiles(
      name,
      [
        {path: '/etc/deep/er/secret', content: 'secret\n', mode: 0o600},
        {path: '/data/script', content: Buffer.from('#!/bin/sh\necho ran\n'), mode: 0o755},
        {path: '/tmp/plain', content: ''},
      ],
      {signal},
    );
    await engine.containers.start(name, {signal});
    const read = async (script: string): Promise<string> =>
      (await engine.containers.exec(name, ['sh', '-c', script], {signal})).stdout.toString();
    expect(await read('stat -c "%a %u %g %n" /etc/deep /etc/deep/er /etc/deep/er/secret /data/script /tmp/plain /tmp')).toBe(
      '755 0 0 /etc/deep\n755 0 0 /etc/deep/er\n600 0 0 /etc/deep/er/secret\n755 0 0 /data/script\n644 0 0 /tmp/plain\n1777 0 0 /tmp\n',
    );
    expect(await read('cat /etc/deep/er/secret; /data/script')).toBe('secret\nran\n');
    expect(await read('cat /proc/mounts')).toMatch(/^tmpfs \/run tmpfs (?!.*noexec)/m);

    await engine.containers.putFiles(name, [{path: '/data/later', content: 'while running'}], {signal});
    expect(await read('cat /data/later')).toBe('while running');
  });

  it('come out as an archive', async () => {
    const {engine, signal} = fixture;
    const name = await fixture.runSleeper();
    await engine.containers.putFiles(name, [{path: '/etc/note', content: 'to be read'}], {signal});
    const archive = (await engine.containers.getArchive(name, '/etc/note', {signal})).pipe(extract());
    const contents: string[] = [];
    for await (const entry of archive) contents.push(`${entry.header.name}: ${await text(entry)}`);
    expect(contents).toEqual(['note: to be read']);
    await expect(engine.containers.getArchive(name, '/etc/nothing', {signal})).rejects.toMatchObject({id: 'E_NOT_FOUND'});
    await engine.containers.remove(name, {signal});
  });
});
