import {describe, expect, it} from 'vitest';
import {statusOf, translateError, translateMessage} from '../../../src/engine/docker/translate-error.ts';
import {AppError} from '../../../src/errors/app-error.ts';

const endpoint = {url: 'unix:///var/run/docker.sock', origin: 'DOCKER_HOST', isLocal: true};
const call = {endpoint, signal: new AbortController().signal, action: 'start container one'};

/** An error as docker-modem makes it. */
function answered(statusCode: number, words: string): Error {
  return Object.assign(new Error(`(HTTP code ${statusCode}) unexpected - ${words} `), {statusCode});
}

describe('an answer of the engine', () => {
  it('without words is still a sentence', () => {
    const bare = Object.assign(new Error('(HTTP code 404) unexpected -  '), {statusCode: 404});
    expect((translateError(bare, call) as AppError).message).toBe(
      'The engine could not start container one: HTTP status 404 without a reason.',
    );
  });

  it.each([
    [404, 'No such container: one', 'E_NOT_FOUND'],
    [409, 'Conflict. The container name "/one" is already in use by container "abc".', 'E_ENGINE'],
    [
      500,
      'driver failed programming external connectivity on endpoint one (abc): Bind for 127.0.0.1:6443 failed: port is already allocated',
      'E_PORT',
    ],
    [
      500,
      'driver failed programming external connectivity on endpoint one: Error starting userland proxy: listen tcp4 0.0.0.0:80: bind: address already in use',
      'E_PORT',
    ],
    [
      500,
      'failed to set up container networking: driver failed programming external connectivity on endpoint one: failed to bind host port for 0.0.0.0:80:172.17.0.2:80/tcp: address already in use',
      'E_PORT',
    ],
    [
      500,
      'Ports are not available: exposing port TCP 127.0.0.1:80 -> 0.0.0.0:0: listen tcp 127.0.0.1:80: bind: address already in use',
      'E_PORT',
    ],
    [403, 'Pool overlaps with other one on this address space', 'E_SUBNET'],
    [403, 'Address already in use', 'E_SUBNET'],
    [500, 'could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network', 'E_SUBNET'],
    [500, 'write /var/lib/docker/tmp/x: no space left on device', 'E_DISK'],
    [500, 'something else', 'E_ENGINE'],
  ])('%i %s is %s', (statusCode, words, id) => {
    const error = translateError(answered(statusCode, words), call);
    expect(error).toMatchObject({id, cause: {statusCode}});
    expect(statusOf(error)).toBe(statusCode);
  });

  it('becomes one sentence without the words of HTTP', () => {
    expect(translateError(answered(500, 'it broke'), call)).toMatchObject({message: 'The engine could not start container one: it broke.'});
  });

  it('names the port that is taken and how to find out by whom', () => {
    expect(translateError(answered(500, 'Bind for 127.0.0.1:6443 failed: port is already allocated'), call)).toMatchObject({
      message: 'The engine could not start container one: port 127.0.0.1:6443 of the host is taken.',
      hints: ["ss -ltnp 'sport = :6443'"],
    });
  });

  it('inside a stream of progress has no status', () => {
    const error = translateMessage('write /x: no space left on device', call);
    expect([error.id, statusOf(error)]).toEqual(['E_DISK', undefined]);
  });
});

describe('a failed connection', () => {
  const connecting = (code: string, more: object = {}): Error =>
    Object.assign(new Error(`connect ${code} /var/run/docker.sock`), {code, syscall: 'connect', ...more});

  it.each(['ECONNREFUSED', 'ENOENT', 'ENOTFOUND', 'ECONNRESET', 'ETIMEDOUT'])('with %s means that no engine answers', (code) => {
    expect(translateError(connecting(code), call)).toMatchObject({
      id: 'E_ENGINE_UNAVAILABLE',
      message: 'No container engine answers at unix:///var/run/docker.sock (from DOCKER_HOST).',
      details: [`connect ${code} /var/run/docker.sock`],
    });
  });

  it('with EACCES means that this user may not', () => {
    expect(translateError(connecting('EACCES'), call)).toMatchObject({id: 'E_ENGINE_PERMISSION'});
  });

  it('with a certificate that is not trusted says so', () => {
    const untrusted = Object.assign(new Error('self-signed certificate'), {code: 'DEPTH_ZERO_SELF_SIGNED_CERT'});
    const remote = {...call, endpoint: {...endpoint, url: 'tcp://far:2376'}};
    expect(translateError(untrusted, remote)).toMatchObject({
      id: 'E_ENGINE_UNAVAILABLE',
      details: ['self-signed certificate'],
      hints: ['docker -H tcp://far:2376 version'],
    });
  });

  it('is told from a file of ours that is missing', () => {
    const missing = Object.assign(new Error("ENOENT: no such file or directory, open 'layer.tar'"), {code: 'ENOENT', syscall: 'open'});
    expect(translateError(missing, call)).toMatchObject({id: 'E_ENGINE', message: expect.stringContaining('layer.tar')});
  });
});

describe('what is not a failure of the engine', () => {
  it('stays what it is', () => {
    const own = new AppError('E_CHECKSUM', 'The download is damaged.');
    expect(translateError(own, call)).toBe(own);
    const interruption = new AbortController();
    interruption.abort(own);
    expect(translateError(new Error('aborted'), {...call, signal: interruption.signal})).toBe(own);
  });
});
