import {readFileSync} from 'node:fs';
import type {IncomingMessage, ServerResponse} from 'node:http';
import {createServer} from 'node:https';
import type {AddressInfo} from 'node:net';
import type {TLSSocket} from 'node:tls';
import {HttpsKubeApi} from '../../../src/kube/client/https-kube-api.ts';
import type {ApiServerAddress} from '../../../src/kube/client/https-transport.ts';

const pem = (name: string) => readFileSync(new URL(`../../fixtures/tls/${name}.pem`, import.meta.url));

export interface SeenRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly type: string | undefined;
  readonly body: string;
  /** Common name of the client's certificate. */
  readonly client: string;
}

/** Answers one request. The number counts the requests from 0. */
export type Answer = (request: SeenRequest, response: ServerResponse, count: number) => void;

/** An HTTPS server that speaks as much of Kubernetes' protocol as the answer does; it demands the client certificate. */
export class FakeApiServer implements AsyncDisposable {
  readonly requests: SeenRequest[] = [];
  /** How many there have been. */
  connections = 0;
  readonly #server;
  readonly #apis: HttpsKubeApi[] = [];

  constructor(answer: Answer) {
    this.#server = createServer({key: pem('server-key'), cert: pem('server'), ca: pem('ca'), requestCert: true}, (request, response) => {
      void this.#handle(request, response, answer);
    });
    this.#server.on('secureConnection', () => {
      this.connections += 1;
    });
  }

  static async start(answer: Answer): Promise<FakeApiServer> {
    const fake = new FakeApiServer(answer);
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** A client; its connections end with the server. */
  api(changes: Partial<ApiServerAddress> = {}): HttpsKubeApi {
    const api = new HttpsKubeApi({
      server: `https://127.0.0.1:${this.port}`,
      ca: pem('ca'),
      cert: pem('client'),
      key: pem('client-key'),
      ...changes,
    });
    this.#apis.push(api);
    return api;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const api of this.#apis) api.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const url = new URL(request.url ?? '/', 'https://api.test');
    const seen = {
      method: request.method ?? '',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      type: request.headers['content-type'],
      body: Buffer.concat(pieces).toString(),
      client: String((request.socket as TLSSocket).getPeerCertificate().subject?.CN),
    };
    answer(seen, response, this.requests.push(seen) - 1);
  }
}

/** Sends a JSON answer. */
export function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, {'Content-Type': 'application/json'}).end(JSON.stringify(body));
}

/** Sends a refusal as Kubernetes words it. */
export function sendStatus(response: ServerResponse, code: number, reason: string, message: string): void {
  sendJson(response, {kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message}, code);
}

/** One line of a watch. */
export function sendEvent(response: ServerResponse, type: string, object: unknown): void {
  response.write(`${JSON.stringify({type, object})}\n`);
}

/** A list with these items at this version. */
export function listOf(items: readonly unknown[], resourceVersion = '1') {
  return {kind: 'List', apiVersion: 'v1', metadata: {resourceVersion}, items};
}
