import {Readable} from 'node:stream';
import {createDockerEngine} from '../../src/engine/docker/create-docker-engine.ts';
import type {ContainerSpec, Engine} from '../../src/engine/engine.ts';
import {findEndpoint} from '../../src/engine/find-endpoint.ts';
import {hostRootfs} from './host-rootfs.ts';

const repo = 'flotilla-test-engine';

/** A real engine with a small image; everything made through it carries one label, by which `close` removes it all. */
export interface EngineFixture {
  readonly engine: Engine;
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** A name that nothing else has. */
  name(what: string): string;
  /** Starts a container that sleeps and stops at once when it is told to. */
  runSleeper(more?: Partial<ContainerSpec>): Promise<string>;
  close(): Promise<void>;
}

export async function openEngineFixture(): Promise<EngineFixture> {
  const run = crypto.randomUUID().slice(0, 8);
  const labels = {'flotilla.test.run': run};
  const signal = AbortSignal.timeout(110_000);
  const engine = await createDockerEngine(await findEndpoint());
  const image = `${repo}:${run}`;
  await engine.images.importRootfs(Readable.from(hostRootfs()), {
    repo,
    tag: run,
    changes: ['CMD ["sh"]', `LABEL flotilla.test.run=${run}`],
    signal,
  });
  const name = (what: string): string => `flotilla-test-${run}-${what}`;
  let count = 0;
  return {
    engine,
    image,
    labels,
    signal,
    name,
    async runSleeper(more = {}) {
      const container = more.name ?? name(`sleeper${count++}`);
      const command = ['sh', '-c', 'trap "exit 7" TERM; sleep 300 & wait'];
      await engine.containers.create({name: container, image, labels, command, ...more}, {signal});
      await engine.containers.start(container, {signal});
      return container;
    },
    async close() {
      await removeLabelled(engine, labels);
      await engine.close();
    },
  };
}

async function removeLabelled(engine: Engine, labels: Readonly<Record<string, string>>): Promise<void> {
  const options = {signal: AbortSignal.timeout(60_000)};
  const containers = await engine.containers.list(labels, options);
  await Promise.all(containers.map(({id}) => engine.containers.remove(id, options)));
  for (const {id} of await engine.networks.list(labels, options)) await engine.networks.remove(id, options);
  for (const {name} of await engine.volumes.list(labels, options)) await engine.volumes.remove(name, options);
  await removeImages(
    engine,
    (await engine.images.list(labels, options)).map(({id}) => id),
  );
}

/** An image goes after those that were made from it; in which order that is, the engine does not tell. */
async function removeImages(engine: Engine, ids: readonly string[]): Promise<void> {
  const left: string[] = [];
  let refusal: unknown;
  for (const id of ids) {
    await engine.images.remove(id, {signal: AbortSignal.timeout(60_000), force: true}).catch((error: unknown) => {
      refusal = error;
      left.push(id);
    });
  }
  if (left.length === ids.length && left.length > 0) throw refusal;
  if (left.length > 0) await removeImages(engine, left);
}
