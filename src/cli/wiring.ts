import type {Engine} from '../engine/engine.ts';
import type {Paths} from '../cluster/state/paths.ts';
import type {BuildNodeImageDeps} from '../images/node-image/build-node-image.ts';
import type {Shell} from '../node/shell.ts';
import type {Progress} from '../progress/progress.ts';

/** What belongs to one run of a command. */
export interface RunContext {
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** What commands work with. Each part is made, and its libraries are loaded, when first asked for, and once. */
export interface Wiring {
  /** The container engine that the user's surroundings point to. @throws AppError E_ENGINE_UNAVAILABLE, E_ENGINE_PERMISSION. */
  engine(): Promise<Engine>;
  /** Runs commands inside a node, given its name, through the engine. */
  shell(node: string): Promise<Shell>;
  /** Folders of this user. */
  paths(): Promise<Paths>;
  nodeImageDeps(context: RunContext): Promise<BuildNodeImageDeps>;
}

/** The only place that constructs adapters. Imports are dynamic: `version` and `--help` must load none of them. */
export function wire(): Wiring {
  const engine = once(async () => {
    const [{findEndpoint}, {createDockerEngine}] = await Promise.all([
      import('../engine/find-endpoint.ts'),
      import('../engine/docker/create-docker-engine.ts'),
    ]);
    return createDockerEngine(await findEndpoint());
  });
  const paths = once(async () => (await import('../cluster/state/paths.ts')).findPaths());
  return {
    engine,
    paths,
    nodeImageDeps: async ({progress, signal}) => {
      const [{nodeCapabilities}, madeEngine, {cache}] = await Promise.all([import('../cluster/plan/node-capabilities.ts'), engine(), paths()]);
      const capabilities = async (probeImage: string): Promise<readonly string[]> =>
        nodeCapabilities((await madeEngine.hostFacts({signal, probeImage})).capabilities);
      return {engine: madeEngine, cacheDir: cache, progress, signal, capabilities};
    },
    shell: async (node) => {
      const {ExecShell} = await import('../node/exec/exec-shell.ts');
      return new ExecShell(await engine(), node);
    },
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
