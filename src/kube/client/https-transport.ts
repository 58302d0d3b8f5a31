import type {IncomingMessage} from 'node:http';
import {Agent, type AgentOptions, request as httpsRequest} from 'node:https';
import {isIP} from 'node:net';
import type {Duplex} from 'node:stream';
import {setTimeout as delay} from 'node:timers/promises';
import {checkServerIdentity} from 'node:tls';
import {isAppError} from '../../errors/app-error.ts';
import {refusal, silence} from '../kube-api-error.ts';
import {DiallingAgent} from './dialling-agent.ts';
import {handshake} from './websocket/handshake.ts';

export interface ApiServerAddress {
  /** `https://127.0.0.1:6443`; the certificate must be good for this host. */
  readonly server: string;
  /** PEM. */
  readonly ca: string | Buffer;
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
  /** Where to connect instead, such as a node's address when `server` names the cluster's endpoint. */
  readonly connect?: {readonly host: string; readonly port: number};
  /** Opens each connection, when the server is reached through something else than a socket of this machine. */
  readonly dial?: () => Promise<Duplex>;
}

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With the query. */
  readonly path: string;
  readonly body?: {readonly type: string; readonly text: string};
  readonly signal: AbortSignal;
  /** Milliseconds without a byte after which the connection counts as dead; 30 s unless told. */
  readonly idleMs?: number;
}

type ErrorWithCode = Error & {readonly code?: string};

interface Failed {
  readonly error: ErrorWithCode;
  /** Whether it was a kept connection, which says nothing about the next one. */
  readonly reused: boolean;
}

interface Upgraded {
  readonly socket: Duplex;
  readonly head: Buffer;
}

const defaultIdleMs = 30_000;
/**
 * How long (ms) a server that has answered before is asked again when a connection to it is refused or breaks: of several control planes
 * behind a load balancer, one that stops takes its connections along, and the balancer needs two of its checks to see it.
 */
const patienceMs = 20_000;
const repeatEveryMs = 250;
const passing: ReadonlySet<string | undefined> = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE']);

/** Whether a failed connection may work a moment later: one through an engine on another machine, too. */
const isPassing = (error: ErrorWithCode): boolean => passing.has(error.code) || isAppError(error, 'E_ENGINE_UNAVAILABLE');

/** HTTPS with a client certificate and kept connections. Errors are KubeApiErrors. */
export class HttpsTransport {
  readonly server: string;
  readonly #agent: Agent;
  readonly #target: {readonly host: string; readonly port: number};
  #hasAnswered = false;

  constructor({server, ca, cert, key, connect, dial}: ApiServerAddress) {
    const url = new URL(server);
    const name = url.hostname.replace(/^\[|\]$/g, '');
    this.server = server.replace(/\/$/, '');
    this.#target = {host: connect?.host ?? name, port: connect?.port ?? Number(url.port || 443)};
    const options: AgentOptions = {
      keepAlive: true,
      keepAliveMsecs: 10_000,
      scheduling: 'lifo',
      // TLS has no server name indication for addresses; the identity is checked against the server's name wherever we connect to.
      // Both belong to the agent: given with a request, Node keeps no connection of it.
      servername: isIP(name) ? '' : name,
      checkServerIdentity: (_host, certificate) => checkServerIdentity(name, certificate),
      ca,
      cert,
      key,
    };
    this.#agent = dial ? new DiallingAgent(options, dial) : new Agent(options);
  }

  /** The whole body of an answer. @throws KubeApiError for a status of 400 or more. */
  async text(request: ApiRequest): Promise<string> {
    const response = await this.#send(request);
    return this.#collect(response, request.signal);
  }

  /** The body as it comes. @throws KubeApiError for a status of 400 or more, and when the connection breaks. */
  async *chunks(request: ApiRequest): AsyncGenerator<Buffer> {
    const response = await this.#send(request);
    try {
      yield* response;
    } catch (error) {
      request.signal.throwIfAborted();
      throw silence(this.server, error);
    } finally {
      response.destroy();
    }
  }

  /** Turns a connection into a WebSocket of a protocol: the bare connection, and what has already been read of it. @throws KubeApiError. */
  async upgrade(path: string, protocol: string, signal: AbortSignal): Promise<Upgraded> {
    for (;;) {
      const answer = await this.#tryUpgrade(path, protocol, signal);
      if ('socket' in answer) return answer;
      signal.throwIfAborted();
      if ('response' in answer) throw refusal(this.server, answer.response.statusCode ?? 0, await this.#collect(answer.response, signal));
      if (!answer.reused) throw silence(this.server, answer.error);
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #tryUpgrade(path: string, protocol: string, signal: AbortSignal): Promise<Upgraded | Failed | {readonly response: IncomingMessage}> {
    const {headers, isGranted} = handshake(protocol);
    return new Promise((resolve) => {
      const outgoing = httpsRequest({...this.#target, agent: this.#agent, method: 'GET', path, headers, signal});
      outgoing.setTimeout(defaultIdleMs, () => outgoing.destroy(Object.assign(new Error('no answer in time'), {code: 'ETIMEDOUT'})));
      outgoing.once('response', (response) => resolve({response}));
      outgoing.once('upgrade', (response, socket, head) => {
        outgoing.setTimeout(0);
        if (isGranted(response)) return void resolve({socket, head});
        socket.destroy();
        resolve({error: new Error('the server speaks another protocol'), reused: false});
      });
      outgoing.on('error', (error: ErrorWithCode) => resolve({error, reused: outgoing.reusedSocket && error.code !== 'ETIMEDOUT'}));
      outgoing.end();
    });
  }

  async #send(request: ApiRequest): Promise<IncomingMessage> {
    const response = await this.#respond(request);
    this.#hasAnswered = true;
    const status = response.statusCode ?? 0;
    if (status >= 400) throw refusal(this.server, status, await this.#collect(response, request.signal));
    return response;
  }

  /** Repeats what may be repeated while the connection fails, as long as there is hope. */
  async #respond(request: ApiRequest): Promise<IncomingMessage> {
    const started = performance.now();
    for (;;) {
      const answer = await this.#attempt(request);
      if ('response' in answer) return answer.response;
      const {error, reused} = answer;
      request.signal.throwIfAborted();
      const mayPass = this.#hasAnswered && isPassing(error) && performance.now() - started < patienceMs;
      if (request.method === 'POST' || !(reused || mayPass)) throw silence(this.server, error);
      // A kept connection that the server had just closed says nothing about the next one.
      if (!reused) await delay(repeatEveryMs, undefined, {signal: request.signal});
    }
  }

  #attempt(request: ApiRequest): Promise<{readonly response: IncomingMessage} | Failed> {
    const {method, path, body, signal, idleMs = defaultIdleMs} = request;
    const headers = body ? {'Content-Type': body.type, 'Content-Length': Buffer.byteLength(body.text)} : {};
    return new Promise((resolve) => {
      const outgoing = httpsRequest(
        {...this.#target, agent: this.#agent, method, path, signal, headers: {Accept: 'application/json', ...headers}},
        (response) => resolve({response}),
      );
      outgoing.setTimeout(idleMs, () => outgoing.destroy(Object.assign(new Error('no answer in time'), {code: 'ETIMEDOUT'})));
      outgoing.on('error', (error: ErrorWithCode) => resolve({error, reused: outgoing.reusedSocket && error.code !== 'ETIMEDOUT'}));
      outgoing.end(body?.text);
    });
  }

  async #collect(response: IncomingMessage, signal: AbortSignal): Promise<string> {
    try {
      const pieces: Buffer[] = [];
      for await (const piece of response) pieces.push(piece);
      return Buffer.concat(pieces).toString();
    } catch (error) {
      signal.throwIfAborted();
      throw silence(this.server, error);
    }
  }
}
