import {once} from 'node:events';
import {PassThrough, Readable} from 'node:stream';
import {setTimeout as delay} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {type EngineFixture, openEngineFixture} from './engine-fixture.ts';

let fixture: EngineFixture;
let name: string;
beforeAll(async () => {
  fixture = await openEngineFixture();
  name = await fixture.runSleeper();
});
afterAll(() => fixture.close());

describe('exec', () => {
  it('tells standard output, standard error and the exit code apart', async () => {
    const {engine, signal} = fixture;
    const seen: string[] = [];
    const result = await engine.containers.exec(name, ['sh', '-c', 'echo "$A $PWD $(id -u)"; echo oops >&2; exit 42'], {
      signal,
      env: {A: 'a value'},
      user: '1000:1000',
      workdir: '/tmp',
      onStdout: (chunk) => seen.push(`out ${chunk}`),
      onStderr: (chunk) => seen.push(`err ${chunk}`),
    });
    expect([result.exitCode, result.stdout.toString(), result.stderr.toString()]).toEqual([42, 'a value /tmp 1000\n', 'oops\n']);
    expect(seen.toSorted()).toEqual(['err oops\n', 'out a value /tmp 1000\n']);
  });

  it.each([
    ['text', () => 'héllo'],
    ['a buffer', () => Buffer.from('héllo')],
    ['a stream', () => Readable.from([Buffer.from('hé'), Buffer.from('llo')])],
    ['nothing', () => ''],
  ])('gives %s to standard input and ends it', async (_, stdin) => {
    const {engine, signal} = fixture;
    const {stdout, exitCode} = await engine.containers.exec(name, ['cat'], {signal, stdin: stdin()});
    expect(exitCode).toBe(0);
    expect(stdout.toString()).toBe(_ === 'nothing' ? '' : 'héllo');
  });

  it('carries many megabytes there and back', async () => {
    const {engine, signal} = fixture;
    const stdin = Buffer.alloc(20 * 1024 * 1024, 'flotilla');
    const {stdout} = await engine.containers.exec(name, ['cat'], {signal, stdin: Readable.from(chunksOf(stdin))});
    expect(stdout.equals(stdin)).toBe(true);
  });

  it('does not mind a command that leaves most of its input unread', async () => {
    const {engine, signal} = fixture;
    const stdin = Readable.from(chunksOf(Buffer.alloc(20 * 1024 * 1024, 'x')));
    const {stdout, exitCode} = await engine.containers.exec(name, ['head', '-c', '3'], {signal, stdin});
    expect([stdout.toString(), exitCode]).toEqual(['xxx', 0]);
  });

  it('fails with the error of the input when that breaks', async () => {
    const {engine, signal} = fixture;
    const stdin = new Readable({read() {}});
    stdin.push('some');
    setImmediate(() => stdin.destroy(new Error('the source broke')));
    await expect(engine.containers.exec(name, ['cat'], {signal, stdin})).rejects.toThrow('the source broke');
  });

  it('answers 126 or 127 for a program that does not exist and E_NOT_FOUND for a container that does not', async () => {
    const {engine, signal} = fixture;
    const {exitCode} = await engine.containers.exec(name, ['no-such-program'], {signal});
    expect([126, 127]).toContain(exitCode);
    await expect(engine.containers.exec(fixture.name('unknown'), ['true'], {signal})).rejects.toMatchObject({id: 'E_NOT_FOUND'});
  });

  it('ends at once when it is aborted, with the reason of the signal', async () => {
    const {engine} = fixture;
    const interruption = new AbortController();
    const reason = new Error('Ctrl-C');
    const started = Date.now();
    const onStdout = (): void => interruption.abort(reason);
    const running = engine.containers.exec(name, ['sh', '-c', 'echo up; sleep 60'], {signal: interruption.signal, onStdout});
    await expect(running).rejects.toBe(reason);
    expect(Date.now() - started).toBeLessThan(5000);
    await expect(engine.containers.exec(name, ['cat'], {signal: interruption.signal})).rejects.toBe(reason);
    await expect(engine.containers.wait(name, {signal: AbortSignal.timeout(200)})).rejects.toMatchObject({name: 'TimeoutError'});
  });

  it('runs many at a time without a warning', async () => {
    const {engine, signal} = fixture;
    const warnings: string[] = [];
    const listen = (warning: Error): void => void warnings.push(warning.message);
    process.on('warning', listen);
    const runs = Array.from({length: 15}, (_, index) => engine.containers.exec(name, ['sh', '-c', `echo ${index}`], {signal}));
    const printed = (await Promise.all(runs)).map(({stdout}) => Number(stdout.toString()));
    await delay(0);
    process.off('warning', listen);
    expect(printed).toEqual(Array.from({length: 15}, (_, index) => index));
    expect(warnings).toEqual([]);
  });
});

describe('attach', () => {
  it('connects standard streams and gives the exit code, without a terminal', async () => {
    const {attached, stdin, output} = attach(['sh', '-c', 'cat; echo bad >&2; exit 5'], false);
    stdin.end('typed');
    expect(await attached).toBe(5);
    expect([output.stdout(), output.stderr()]).toEqual(['typed', 'bad\n']);
  });

  it('gives the command a terminal that has the size of ours and follows it', async () => {
    const untilSize = (size: string): string => `until [ "$(stty size)" = "${size}" ]; do sleep 0.05; done`;
    const script = `${untilSize('17 91')}; echo first; ${untilSize('20 60')}; read -r word; echo "got $word"; exit 6`;
    const {attached, stdin, stdout, output} = attach(['sh', '-c', script], true);
    while (!output.stdout().includes('first')) await once(stdout, 'data');
    Object.assign(stdout, {columns: 60, rows: 20});
    stdout.emit('resize');
    stdin.write('hello\r');
    expect(await attached).toBe(6);
    expect(output.stdout()).toContain('got hello');
    expect(stdout.listenerCount('resize')).toBe(0);
  });
});

function attach(argv: readonly string[], tty: boolean) {
  const {stdin, stdout, stderr} = {
    stdin: new PassThrough(),
    stdout: Object.assign(new PassThrough(), {columns: 91, rows: 17}),
    stderr: new PassThrough(),
  };
  const seen = {stdout: '', stderr: ''};
  stdout.on('data', (chunk) => {
    seen.stdout += chunk;
  });
  stderr.on('data', (chunk) => {
    seen.stderr += chunk;
  });
  const options = {signal: fixture.signal, tty, terminal: {stdin, stdout, stderr}};
  const attached = fixture.engine.containers.attach(name, argv, options);
  return {attached, stdin, stdout, output: {stdout: () => seen.stdout, stderr: () => seen.stderr}};
}

function* chunksOf(data: Buffer): Generator<Buffer> {
  for (let at = 0; at < data.length; at += 65_536) yield data.subarray(at, at + 65_536);
}
