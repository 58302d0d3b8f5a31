import {createServer, type IncomingMessage, request, type Server, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {buffer} from 'node:stream/consumers';
import {gunzipSync} from 'node:zlib';
import {type SearchServer, startSearchServer} from './search-server.ts';

/** What Elasticsearch brings and the jars of OpenSearch do not: processors that need databases. */
const processors = ['geoip', 'user_agent'];

interface Pipeline {
  processors: Record<string, unknown>[];
}

interface IngestInfo {
  readonly nodes: Record<string, {readonly ingest: {readonly processors: {type: string}[]}}>;
}

/** What a Beat takes for Elasticsearch: OpenSearch, with a password and a licence, on every address of this machine. */
export class Elasticsearch implements AsyncDisposable {
  readonly user = 'elastic';
  readonly password = 'only-for-this-test';
  #search: SearchServer | undefined;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((incoming, answer) => {
      this.#answer(incoming, answer).catch((error: unknown) => answer.destroy(error as Error));
    });
  }

  /** As pods reach it. */
  get url(): string {
    return `http://host.flotilla.internal:${(this.#server.address() as AddressInfo).port}`;
  }

  /** How many documents of a Beat match. */
  async count(beat: string, query: Readonly<Record<string, string>>): Promise<number> {
    const filter = Object.entries(query).map(([field, value]) => ({match_phrase: {[field]: value}}));
    const answer = await fetch(`${this.#search?.url}/${beat}-*/_count`, {
      method: 'POST',
      headers: {'content-type': 'application/json'},
      body: JSON.stringify({query: {bool: {filter}}}),
    });
    return ((await answer.json()) as {readonly count: number}).count;
  }

  async start(): Promise<void> {
    this.#search = await startSearchServer();
    // Fields of any number, and no template of the Beats: theirs have types that OpenSearch lacks.
    const index_patterns = ['*beat-*'];
    const settings = {number_of_replicas: 0, 'index.mapping.total_fields.limit': 10_000};
    await fetch(`${this.#search.url}/_index_template/beats`, {
      method: 'PUT',
      headers: {'content-type': 'application/json'},
      body: JSON.stringify({index_patterns, template: {settings}}),
    });
    await new Promise<void>((resolve) => this.#server.listen(0, '0.0.0.0', resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await this.#search?.[Symbol.asyncDispose]();
  }

  async #answer(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const {url = '', method = 'GET', headers} = incoming;
    const body = await buffer(incoming);
    const credentials = Buffer.from(`${this.user}:${this.password}`).toString('base64');
    if (headers.authorization !== `Basic ${credentials}`) return send(answer, 401, {error: {type: 'security_exception'}, status: 401});
    if (url.startsWith('/_license')) return send(answer, 200, {license: {status: 'active', type: 'basic', mode: 'basic', uid: 'test'}});
    if (method === 'HEAD' && url.startsWith('/_index_template/')) return send(answer, 200, {});
    const plain = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
    const asked = method === 'PUT' && url.startsWith('/_ingest/pipeline/') ? withoutProcessors(plain) : plain;
    const [status, type, text] = await this.#ask(method, url, asked, headers['content-type']);
    if (url === '/_nodes/ingest') return send(answer, status, withProcessors(text));
    answer.writeHead(status, {'content-type': type, 'content-length': text.length}).end(text);
  }

  #ask(method: string, path: string, body: Buffer, type = 'application/json'): Promise<[number, string, Buffer]> {
    return new Promise((resolve, reject) => {
      const headers = {'content-type': type, 'content-length': body.length};
      const asked = request(`${this.#search?.url}${path}`, {method, headers}, (response) => {
        buffer(response).then((text) => resolve([response.statusCode ?? 500, String(response.headers['content-type']), text]), reject);
      });
      asked.on('error', reject).end(body);
    });
  }
}

function send(answer: ServerResponse, status: number, body: object): void {
  answer.writeHead(status, {'content-type': 'application/json'}).end(JSON.stringify(body));
}

function withoutProcessors(text: Buffer): Buffer {
  const pipeline = JSON.parse(text.toString()) as Pipeline;
  const known = pipeline.processors.filter((processor) => !processors.some((name) => name in processor));
  return Buffer.from(JSON.stringify({...pipeline, processors: known}));
}

function withProcessors(text: Buffer): object {
  const info = JSON.parse(text.toString()) as IngestInfo;
  for (const {ingest} of Object.values(info.nodes)) ingest.processors.push(...processors.map((type) => ({type})));
  return info;
}
