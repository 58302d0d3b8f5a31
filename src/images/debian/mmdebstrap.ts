import {execa} from 'execa';
import {AppError, isAppError} from '../../errors/app-error.ts';
import {lastLines} from '../../node/last-lines.ts';
import {contentKey} from '../content-key.ts';
import {runInOwnGroup} from './run-in-own-group.ts';

/** systemd of bookworm (252) still boots on hosts with cgroup v1; 258 and later do not. */
export const debianSuite = 'bookworm';

/** Documentation and translations, which nothing in a node or an image reads. Copyright files stay. */
const unread = [
  '/usr/share/doc/*',
  '/usr/share/man/*',
  '/usr/share/locale/*',
  '/usr/share/info/*',
  '/usr/share/lintian/*',
  '/usr/share/bug/*',
];

export interface MmdebstrapInput {
  /** `extract` only unpacks packages and what they depend on; `minbase` installs them on Debian's essential packages. */
  readonly variant: 'extract' | 'minbase';
  readonly packages: readonly string[];
  /** More arguments, such as hooks. */
  readonly options?: readonly string[];
  /** The tar to write. */
  readonly file: string;
}

/**
 * Makes a root file system from Debian packages as a tar. Takes seconds for `extract`, half a minute for a whole node.
 * @throws AppError E_TOOL_MISSING without mmdebstrap, E_IMAGE_BUILD when a package is missing or cannot be fetched.
 */
export async function mmdebstrap({variant, packages, options = [], file}: MmdebstrapInput, signal: AbortSignal): Promise<void> {
  // What breaks off halfway is thrown away: nothing need be on the disk before it ends.
  const slim = [
    '--dpkgopt=force-unsafe-io',
    ...unread.map((path) => `--dpkgopt=path-exclude=${path}`),
    '--dpkgopt=path-include=/usr/share/doc/*/copyright',
  ];
  const argv = [`--variant=${variant}`, `--include=${packages.join(',')}`, '--format=tar', ...slim, ...options, debianSuite, file];
  try {
    // Where it cannot write its tar, it hangs up its whole process group; on a signal it waits for programs that it expects to have it too.
    await runInOwnGroup('mmdebstrap', argv, {signal, env: {SOURCE_DATE_EPOCH: '0'}});
  } catch (error) {
    signal.throwIfAborted();
    throw translate(error, packages);
  }
}

/** Changes when the packages or, on a Debian host, their newest known versions change. */
export async function debianKey(packages: readonly string[], recipe: unknown, signal: AbortSignal): Promise<string> {
  const policy = await execa('apt-cache', ['policy', ...packages], {cancelSignal: signal, reject: false, env: {LC_ALL: 'C'}});
  const candidates = /^ {2}Candidate: .*$/gm;
  return contentKey({suite: debianSuite, packages, versions: policy.stdout?.match(candidates) ?? [], recipe});
}

function translate(error: unknown, packages: readonly string[]): AppError {
  if (isAppError(error)) return error;
  const {code, all} = error as {code?: string; all?: string};
  if (code === 'ENOENT') {
    return new AppError('E_TOOL_MISSING', 'mmdebstrap, which makes root file systems from Debian packages, is not installed.', {
      hints: ['apt-get install mmdebstrap'],
    });
  }
  return new AppError('E_IMAGE_BUILD', `No file system could be made of the Debian packages ${packages.join(', ')}.`, {
    details: lastLines(all ?? '', 10),
    cause: error,
  });
}
