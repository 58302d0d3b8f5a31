import {createHash, randomBytes} from 'node:crypto';
import {afterAll, beforeAll, describe, expect, it, vi} from 'vitest';
import {createDockerEngine} from '../../src/engine/docker/create-docker-engine.ts';
import type {Engine} from '../../src/engine/engine.ts';
import {type SshServer, startSshServer} from '../cluster/remote/ssh-server.ts';
import {type EngineFixture, openEngineFixture} from './engine-fixture.ts';

const signal = AbortSignal.timeout(300_000);

describe('an engine behind a real sshd with its usual limits', () => {
  let server: SshServer;
  let fixture: EngineFixture;
  let engine: Engine;
  let container: string;

  beforeAll(async () => {
    fixture = await openEngineFixture();
    container = await fixture.runSleeper();
    server = await startSshServer();
    for (const [name, value] of Object.entries(server.env)) vi.stubEnv(name, value);
    engine = await createDockerEngine({url: server.env['DOCKER_HOST'] ?? '', origin: 'a test', isLocal: false}, {signal});
  });
  afterAll(async () => {
    await engine.close();
    vi.unstubAllEnvs();
    await server[Symbol.asyncDispose]();
    await fixture.close();
  });

  it('runs more commands at once than a connection may have sessions', async () => {
    const numbers = Array.from({length: 16}, (_, index) => String(index));
    const answers = await Promise.all(
      numbers.map((number) => engine.containers.exec(container, ['sh', '-c', `sleep 1; echo ${number}`], {signal})),
    );
    expect(answers.map(({stdout}) => stdout.toString().trim())).toEqual(numbers);
  });

  it('carries fifty megabytes in and out unchanged', async () => {
    const content = randomBytes(50 * 1024 * 1024);
    const {stdout} = await engine.containers.exec(container, ['cat'], {signal, stdin: content});
    expect(createHash('sha256').update(stdout).digest('hex')).toBe(createHash('sha256').update(content).digest('hex'));
  });

  it('joins a command to a stream, which ends with it', async () => {
    const stream = await engine.containers.connect(container, ['sh', '-c', 'read -r word; echo "heard $word"'], {signal});
    stream.write('something\n');
    const pieces: Buffer[] = [];
    for await (const piece of stream) pieces.push(piece as Buffer);
    expect(Buffer.concat(pieces).toString()).toBe('heard something\n');
  });

  it('says what a command complained about when its stream ends', async () => {
    const stream = await engine.containers.connect(container, ['sh', '-c', 'echo no way >&2; exit 1'], {signal});
    await expect(
      (async () => {
        for await (const _ of stream);
      })(),
    ).rejects.toThrow('no way');
  });
});
