import {registerHooks} from 'node:module';
import type Docker from 'dockerode';

/** What dockerode loads for BuildKit sessions and its own SSH, neither of which we use: 100 ms of its 150 ms cold (measured). */
const unused = new Set(['@grpc/grpc-js', '@grpc/proto-loader', 'ssh2']);
const importer = /[/\\](dockerode|docker-modem)[/\\]/;

/** Loads dockerode without its unused halves. In a bundle, where nothing is resolved any more, the bundler has to leave them out. */
export async function loadDockerode(): Promise<typeof Docker> {
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      if (unused.has(specifier) && importer.test(context.parentURL ?? '')) return {url: 'node:constants', shortCircuit: true};
      return next(specifier, context);
    },
  });
  try {
    return (await import('dockerode')).default;
  } finally {
    hooks.deregister();
  }
}
