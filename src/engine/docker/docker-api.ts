import type {IncomingMessage} from 'node:http';
import type {Duplex, Readable} from 'node:stream';
import {json as readJson} from 'node:stream/consumers';
import type Docker from 'dockerode';
import type {EngineEndpoint} from '../engine-endpoint.ts';
import {ndjson} from './ndjson.ts';
import {translateError, translateMessage} from './translate-error.ts';

export interface ApiRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** Arrays become repeated parameters, objects become JSON. */
  readonly query?: Readonly<Record<string, unknown>>;
  /** Sent as JSON. */
  readonly body?: object;
  /** Sent as it is: a tar archive. */
  readonly upload?: Readable | Buffer;
  readonly signal: AbortSignal;
  /** What is tried, as the end of "The engine could not …". */
  readonly action: string;
}

/** One line of the progress that builds, pulls, imports and loads report. */
export interface ProgressLine {
  readonly stream?: string;
  readonly status?: string;
  readonly id?: string;
  readonly progress?: string;
  readonly error?: string;
  readonly aux?: {readonly ID?: string};
}

/** Answers that are no failure: 304 says that there was nothing to do. */
const statusCodes = {101: true, 200: true, 201: true, 202: true, 204: true, 304: true};

/** Calls of the Docker Engine API over dockerode's connection: errors are translated here and nowhere else, each call honours its signal. */
export class DockerApi {
  readonly endpoint: EngineEndpoint;
  readonly #modem: Docker['modem'];

  constructor(modem: Docker['modem'], endpoint: EngineEndpoint) {
    this.#modem = modem;
    this.endpoint = endpoint;
  }

  /** The answer as JSON; undefined when it is empty. */
  async json<T>(request: ApiRequest): Promise<T> {
    const response = await this.stream(request);
    if (response.statusCode === 204 || response.statusCode === 304) {
      response.resume();
      return undefined as T;
    }
    return this.#translated(request, () => readJson(response) as Promise<T>);
  }

  /** For calls whose answer says nothing. */
  async send(request: ApiRequest): Promise<void> {
    const response = await this.stream(request);
    await this.#translated(request, async () => {
      for await (const _ of response);
    });
  }

  /** The answer as a stream; reading it fails when the signal aborts. */
  stream(request: ApiRequest): Promise<IncomingMessage> {
    return this.#translated(request, () => this.#dial<IncomingMessage>(request, false));
  }

  /** Lines of progress. An error among them ends the call. @throws AppError */
  async *progress(request: ApiRequest): AsyncGenerator<ProgressLine> {
    const response = await this.stream(request);
    try {
      for await (const value of ndjson(response)) {
        const line = value as ProgressLine;
        if (line.error !== undefined) throw translateMessage(line.error, {...request, endpoint: this.endpoint});
        yield line;
      }
    } catch (thrown) {
      throw translateError(thrown, {...request, endpoint: this.endpoint});
    }
  }

  /** Turns the connection into the raw two-way stream of an exec. The signal destroys it. */
  hijack(request: ApiRequest): Promise<Duplex> {
    return this.#translated(request, async () => {
      const socket = await this.#dial<Duplex>(request, true);
      const abort = (): void => void socket.destroy(request.signal.reason);
      request.signal.addEventListener('abort', abort, {once: true});
      socket.once('close', () => request.signal.removeEventListener('abort', abort));
      return socket;
    });
  }

  async #translated<T>(request: ApiRequest, body: () => Promise<T>): Promise<T> {
    try {
      request.signal.throwIfAborted();
      return await body();
    } catch (thrown) {
      if (request.upload !== undefined && 'destroy' in request.upload) request.upload.destroy();
      throw translateError(thrown, {...request, endpoint: this.endpoint});
    }
  }

  #dial<T>({method, path, query = {}, body = {}, upload, signal}: ApiRequest, hijack: boolean): Promise<T> {
    const hasQuery = Object.keys(query).length > 0;
    return new Promise((resolve, reject) => {
      this.#modem.dial(
        {
          method,
          path: hasQuery ? `${path}?` : path,
          options: {_query: query, _body: body},
          file: upload,
          abortSignal: signal,
          isStream: true,
          hijack,
          statusCodes,
        },
        (error: Error | null, answer: unknown) => (error ? reject(error) : resolve(answer as T)),
      );
    });
  }
}
