import type {Engine} from '../engine/engine.ts';
import type {Shell} from '../node/shell.ts';

/** What commands work with. Each part is made, and its libraries are loaded, when first asked for, and once. */
export interface Wiring {
  /** The container engine that the user's surroundings point to. @throws AppError E_ENGINE_UNAVAILABLE, E_ENGINE_PERMISSION. */
  engine(): Promise<Engine>;
  /** Runs commands inside a node, given its name, through the engine. */
  shell(node: string): Promise<Shell>;
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
  return {
    engine,
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
