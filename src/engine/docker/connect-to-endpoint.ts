import {readFileSync} from 'node:fs';
import {connect as connectSocket} from 'node:net';
import type {Duplex} from 'node:stream';
import {type ConnectionOptions, connect as connectTls} from 'node:tls';
import {AppError} from '../../errors/app-error.ts';
import type {EngineEndpoint} from '../engine-endpoint.ts';
import type {EngineTls} from '../engine-tls.ts';
import {connectOverSsh} from './connect-over-ssh.ts';

/**
 * How to open one connection to an endpoint.
 * @throws AppError E_FILE when TLS material cannot be read.
 */
export async function connectToEndpoint(endpoint: EngineEndpoint): Promise<() => Duplex> {
  if (endpoint.url.startsWith('unix://')) {
    const path = endpoint.url.slice('unix://'.length);
    return () => connectSocket(path);
  }
  const url = new URL(endpoint.url);
  if (url.protocol === 'ssh:') return connectOverSsh(url);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port);
  if (endpoint.tls === undefined) return () => connectSocket({host, port});
  const options: ConnectionOptions = {host, port, ...tlsOptions(endpoint.tls), ...(/^[\d.:]+$/.test(host) ? {} : {servername: host})};
  return () => connectTls(options);
}

function tlsOptions(tls: EngineTls): ConnectionOptions {
  return {
    rejectUnauthorized: tls.verify,
    ...(tls.ca === undefined ? {} : {ca: pem(tls.ca)}),
    ...(tls.cert === undefined ? {} : {cert: pem(tls.cert)}),
    ...(tls.key === undefined ? {} : {key: pem(tls.key)}),
  };
}

function pem(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new AppError('E_FILE', `The TLS file ${path} of the container engine cannot be read.`, {
      cause,
      hints: ['Check DOCKER_CERT_PATH.'],
    });
  }
}
