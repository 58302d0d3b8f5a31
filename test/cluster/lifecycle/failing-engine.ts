import {once} from 'node:events';
import {mkdtempSync, rmSync} from 'node:fs';
import {createServer, type Server} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {label} from '../../../src/cluster/labels.ts';
import type {ContainerSpec} from '../../../src/engine/engine.ts';
import type {EngineEndpoint} from '../../../src/engine/engine-endpoint.ts';

/** A socket that answers like an engine with one running node, whose first stop fails, and fails to list containers once. */
export class FailingEngine implements EngineEndpoint {
  readonly origin = 'the test';
  readonly isLocal = true;
  /** What was asked for, without the listings. */
  readonly requests: string[] = [];
  readonly #folder: string;
  readonly #server: Server;

  private constructor(cluster: string) {
    this.#folder = mkdtempSync(join(tmpdir(), 'failing-engine-'));
    const node = {Id: 'a'.repeat(64), Labels: {[label.cluster]: cluster}};
    let [listings, stops] = [0, 0];
    this.#server = createServer(({method, url = ''}, response) => {
      const answer = (status: number, body: unknown = ''): void => void response.writeHead(status).end(JSON.stringify(body));
      if (url.includes('/containers/json')) {
        listings += 1;
        return listings === 1 ? answer(500) : answer(200, stops > 1 ? [] : [node]);
      }
      if (url.endsWith('/unpause')) return answer(500);
      if (method === 'DELETE') {
        this.requests.push('delete');
        return answer(204);
      }
      stops += 1;
      this.requests.push(stops === 1 ? 'stop refused' : 'stop');
      return answer(stops === 1 ? 500 : 204);
    });
  }

  static async start(cluster: string): Promise<FailingEngine> {
    const engine = new FailingEngine(cluster);
    engine.#server.listen(new URL(engine.url).pathname);
    await once(engine.#server, 'listening');
    return engine;
  }

  get url(): string {
    return `unix://${join(this.#folder, 'engine.sock')}`;
  }

  /** Words for docker to run a container that has this engine. */
  runArguments({image, env = {}, entrypoint: [program = '', ...words] = [], mounts = []}: ContainerSpec): string[] {
    const variables = Object.entries(env).flatMap(([key, value]) => ['-e', `${key}=${value}`]);
    const volumes = mounts.flatMap(({source, target}) => ['-v', `${source}:${target}`]);
    return ['run', '--rm', '--network', 'none', ...variables, ...volumes, '--entrypoint', program, image, ...words];
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    rmSync(this.#folder, {recursive: true});
  }
}
