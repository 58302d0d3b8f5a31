import {createWriteStream} from 'node:fs';
import {join} from 'node:path';
import type {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {extract} from 'tar-stream';
import type {Engine, EngineInfo} from '../../../engine/engine.ts';
import {cached, exists} from '../../../images/cached.ts';
import type {Progress} from '../../../progress/progress.ts';
import type {ClusterState} from '../../state/cluster-state.ts';
import type {Paths} from '../../state/paths.ts';
import {nodeVersion} from '../../upgrade/versions.ts';

/** Where the node image has it. */
const inNode = '/usr/local/bin/kubectl';

export interface KubectlDeps {
  readonly engine: Engine;
  readonly paths: Paths;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * A kubectl of the cluster's own version: copied once from one of its nodes, which need not run, into the cache. Where nodes are of
 * another kind of machine than this one, or none is left, the kubectl on the PATH.
 */
export async function kubectlBinary(state: ClusterState, version: string, {engine, paths, progress, signal}: KubectlDeps): Promise<string> {
  const path = join(paths.cache, 'kubectl', version, 'kubectl');
  if (await exists(path)) return path;
  const source = state.nodes.find((node) => node.container && (nodeVersion(node) ?? version) === version)?.name;
  if (source === undefined || !runsHere(await engine.info({signal}))) return 'kubectl';
  return progress.step(`Copying kubectl ${version} out of ${source}`, () =>
    cached(path, async (partial) => {
      const archive = await engine.containers.getArchive(source, inNode, {signal});
      await extractProgram(archive, partial, signal);
    }),
  );
}

/** Writes the one file of an archive. */
async function extractProgram(archive: Readable, path: string, signal: AbortSignal): Promise<void> {
  const reader = extract();
  const write = async (): Promise<void> => {
    for await (const entry of reader) await pipeline(entry as unknown as Readable, createWriteStream(path, {mode: 0o755}), {signal});
  };
  await Promise.all([pipeline(archive, reader as unknown as NodeJS.WritableStream, {signal}), write()]);
}

const architectures: Readonly<Record<string, string>> = {x86_64: 'x64', amd64: 'x64', aarch64: 'arm64', arm64: 'arm64'};

function runsHere({architecture}: EngineInfo): boolean {
  return process.platform === 'linux' && architectures[architecture] === process.arch;
}
