import {chmod, readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {execa} from 'execa';
import {AppError} from '../../../errors/app-error.ts';
import {lastLines} from '../../../node/last-lines.ts';
import type {Progress} from '../../../progress/progress.ts';
import {goArchitecture} from './go-architecture.ts';

export interface GoToolchain {
  /** The program to run. */
  readonly go: string;
  /** "1.26.8". */
  readonly version: string;
}

export interface FindGoInput {
  /** Oldest version that will do: "1.26.0". */
  readonly minimum: string;
  /** Version to fetch when only an older Go is there. */
  readonly toolchain: string;
  /** Programs to try, in order. */
  readonly candidates?: readonly string[];
}

const usualPlaces = ['go', '/usr/local/go/bin/go', '/usr/lib/go/bin/go'];

/**
 * Finds a Go that is new enough. An older one is used to fetch a newer one: Go's toolchains are modules like any other.
 * @throws AppError E_TOOL_MISSING when there is no Go at all; E_DOWNLOAD when the newer one cannot be fetched.
 */
export async function findGo(input: FindGoInput, deps: {readonly progress: Progress; readonly signal: AbortSignal}): Promise<GoToolchain> {
  const {minimum, toolchain, candidates = usualPlaces} = input;
  const found = await Promise.all(candidates.map((go) => inspectGo(go, deps.signal)));
  const present = found.filter((go) => go !== undefined);
  const suitable = present.find(({version}) => isAtLeast(version, minimum));
  if (suitable) return suitable;
  const [older] = present;
  if (older) return deps.progress.step(`Fetching Go ${toolchain}`, () => fetchToolchain(older, toolchain, deps.signal));
  throw new AppError('E_TOOL_MISSING', `Go ${minimum} or newer is needed to build Kubernetes from its Go modules, and no Go was found.`, {
    hints: ['apt-get install golang-go   (any version will do: it fetches the right one)', 'flotilla start --image-source release'],
  });
}

/** Whether a version such as "1.26.8" is not older than another; a pre-release counts as its release. */
export function isAtLeast(version: string, minimum: string): boolean {
  const [have, want] = [numbersOf(version), numbersOf(minimum)];
  for (let i = 0; i < want.length; i++) {
    const difference = (have[i] ?? 0) - (want[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

function numbersOf(version: string): number[] {
  return (/^\d+(\.\d+)*/.exec(version)?.[0] ?? '0').split('.').map(Number);
}

async function inspectGo(go: string, signal: AbortSignal): Promise<GoToolchain | undefined> {
  const {stdout, failed} = await execa(go, ['version'], {cancelSignal: signal, reject: false, env: {GOTOOLCHAIN: 'local'}});
  signal.throwIfAborted();
  const version = /^go version go(\S+)/.exec(stdout ?? '')?.[1];
  return failed || version === undefined ? undefined : {go, version};
}

async function fetchToolchain({go}: GoToolchain, version: string, signal: AbortSignal): Promise<GoToolchain> {
  const module = `golang.org/toolchain@v0.0.1-go${version}.linux-${goArchitecture()}`;
  const result = await execa(go, ['mod', 'download', '-json', module], {
    cancelSignal: signal,
    reject: false,
    cwd: '/',
    env: {GOTOOLCHAIN: 'local', GOFLAGS: ''},
  });
  signal.throwIfAborted();
  if (result.failed) {
    throw new AppError('E_DOWNLOAD', `Go ${version} could not be fetched.`, {details: lastLines(`${result.stdout}\n${result.stderr}`, 5)});
  }
  const {Dir: root} = JSON.parse(result.stdout) as {readonly Dir: string};
  // Modules are unpacked without their execute bits.
  for (const folder of [join(root, 'bin'), join(root, 'pkg', 'tool', `linux_${goArchitecture()}`)]) {
    for (const file of await readdir(folder)) await chmod(join(folder, file), 0o755);
  }
  return {go: join(root, 'bin', 'go'), version};
}
