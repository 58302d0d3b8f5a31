import type {Progress} from '../progress/progress.ts';
import type {Mirrors} from './sources/release/download-component.ts';
import {parseReference} from './sources/release/image-reference.ts';
import {baseUrl} from './sources/release/registry-client.ts';

/** Where components come from: published binaries and images, or a build from Go modules. */
export type SourceName = 'go' | 'release';

/** How long a host may take to answer, in milliseconds: long enough for a far one, short enough not to be felt. */
const answerMs = 1500;

/** Decides `auto`: the release source when every host it needs answers, else the Go source. Says which, and why. */
export async function chooseSource(
  hosts: readonly string[],
  deps: {readonly progress: Progress; readonly signal: AbortSignal},
): Promise<SourceName> {
  const answers = await Promise.all(hosts.map(async (host) => ({host, answered: await doesAnswer(host, deps.signal)})));
  deps.signal.throwIfAborted();
  const silent = answers.filter(({answered}) => !answered).map(({host}) => new URL(host).host);
  if (silent.length === 0) {
    deps.progress.note('Components come from their published releases.');
    return 'release';
  }
  deps.progress.note(`Components are built from their Go modules, because ${silent.join(', ')} cannot be reached.`);
  return 'go';
}

/** The hosts that the release source needs. */
export function releaseHosts({binaryMirror, releaseMirror}: Mirrors, references: readonly string[]): string[] {
  const registries = references.map((reference) => `${baseUrl(parseReference(reference).registry)}/v2/`);
  return [...new Set([binaryMirror, releaseMirror, ...registries])];
}

/** Any answer below 500 will do: registries answer 401 to strangers. */
async function doesAnswer(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(url, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]),
    });
    return response.status < 500;
  } catch {
    return false;
  }
}
