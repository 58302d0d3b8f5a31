import {readFileSync, realpathSync} from 'node:fs';
import {connect} from 'node:net';
import {homedir} from 'node:os';

/** What finding the engine looks at; injected, so that tests can make up a machine. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  /** The file's text, or undefined when it cannot be read. */
  readText(path: string): string | undefined;
  /** The path with symbolic links resolved, or itself when it does not exist. */
  realPath(path: string): string;
  /** What happens when one connects to this unix socket. */
  knock(path: string): Promise<SocketAnswer>;
}

export type SocketAnswer = 'answers' | 'forbidden' | 'silent';

/** The real machine. */
export const thisMachine: Surroundings = {
  env: process.env,
  home: homedir(),
  platform: process.platform,
  readText: (path) => attempt(() => readFileSync(path, 'utf8')),
  realPath: (path) => attempt(() => realpathSync(path)) ?? path,
  knock: knockAtSocket,
};

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function knockAtSocket(path: string): Promise<SocketAnswer> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve('answers');
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code === 'EACCES' || error.code === 'EPERM' ? 'forbidden' : 'silent');
    });
  });
}
