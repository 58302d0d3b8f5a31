import {readFile, writeFile} from 'node:fs/promises';

/** The names that this machine knows by itself. */
export interface HostsFile {
  readonly path: string;
  /** Empty when there is none. */
  read(): Promise<string>;
  /** Says whether it could be written: mostly only root may. */
  write(text: string): Promise<boolean>;
}

/** The file of the system. It is written in place, for in a container it is mounted and cannot be replaced. */
export function hostsFile(path = '/etc/hosts'): HostsFile {
  return {
    path,
    read: () => readFile(path, 'utf8').catch(() => ''),
    write: (text) =>
      writeFile(path, text).then(
        () => true,
        () => false,
      ),
  };
}
