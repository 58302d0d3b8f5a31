import {randomBytes} from 'node:crypto';
import {createReadStream} from 'node:fs';
import type {Engine} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import type {Step} from '../../progress/progress.ts';

export interface BakeInput {
  /** Image with all programs, without container images. */
  readonly plainImage: string;
  readonly archives: readonly {readonly component: string; readonly archive: string}[];
  readonly repo: string;
  readonly tag: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface BakeDeps {
  readonly engine: Engine;
  readonly signal: AbortSignal;
  readonly step: Step;
  /** Capabilities that the builder needs to mount while it unpacks. */
  readonly capabilities: readonly string[];
}

/** Label of the container that unpacks images; one that was left behind by a crash is recognised by it. */
export const builderLabel = 'dev.flotilla.image-builder';

/**
 * Unpacks container images once, in a container of the plain image, and commits the result: every node then uses the snapshots as they are.
 * A plain `docker build` cannot do this, for unpacking mounts.
 */
export async function bakeImage(input: BakeInput, deps: BakeDeps): Promise<void> {
  const {engine, signal, step, capabilities} = deps;
  const name = `flotilla-image-builder-${randomBytes(4).toString('hex')}`;
  await engine.containers.create(
    {
      name,
      image: input.plainImage,
      labels: {[builderLabel]: input.tag},
      capDrop: ['ALL'],
      capAdd: capabilities,
      securityOpt: ['seccomp=unconfined', 'apparmor=unconfined'],
      maskedPaths: [],
      readonlyPaths: [],
      deviceCgroupRules: ['a *:* rwm'],
      cgroupns: 'private',
      networkMode: 'none',
      mounts: [
        {type: 'volume', target: '/var'},
        {type: 'tmpfs', target: '/run', tmpfsOptions: 'exec,mode=755'},
        {type: 'tmpfs', target: '/tmp', tmpfsOptions: 'exec,mode=1777'},
      ],
      stopSignal: 'SIGRTMIN+3',
    },
    {signal},
  );
  try {
    await engine.containers.start(name, {signal});
    await run(name, ['/usr/local/lib/flotilla/wait-booted'], deps);
    for (const {component, archive} of input.archives) {
      step.update(`unpacking ${component}`);
      await run(name, ['ctr', '-n', 'k8s.io', 'images', 'import', '--snapshotter', 'overlayfs', '-'], deps, archive);
    }
    step.update('storing');
    await run(name, ['/usr/local/lib/flotilla/bake'], deps);
    await engine.containers.commit(name, {signal, repo: input.repo, tag: input.tag, labels: input.labels});
  } finally {
    // A builder that stays is removed before the next build; what went wrong above matters more.
    await engine.containers.remove(name, {signal: AbortSignal.timeout(60_000)}).catch(() => {});
  }
}

async function run(container: string, argv: readonly string[], {engine, signal}: BakeDeps, archive?: string): Promise<void> {
  const result = await engine.containers.exec(container, argv, {signal, ...(archive ? {stdin: createReadStream(archive)} : {})});
  if (result.exitCode === 0) return;
  // A builder that has ended says itself why; the engine's complaint about the command does not.
  const ended = (await engine.containers.inspect(container, {signal}))?.state === 'exited';
  const said = ended ? await engine.containers.logs(container, {signal, tail: 10}) : '';
  const output = `${result.stdout}\n${result.stderr}\n${said}`.trim().split('\n').slice(-10);
  throw new AppError(
    'E_IMAGE_BUILD',
    `While the node image was made, ${argv.slice(0, 4).join(' ')} ended with exit code ${result.exitCode}.`,
    {details: output},
  );
}
