import {readFile, writeFile} from 'node:fs/promises';

/** The names that this machine knows by itself. */
export interface HostsFile {
  readonly path: string;
  /** Empty when there is none. */
  read(): Promise<string>;
  /** Says whether it may be written: mostly only root may. */
  write(text: string): Promise<boolean>;
}

/** Of every byte one letter and back: what others have written there, in whatever encoding, stays as it is. */
const encoding = 'latin1';
const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/** The file of the system. It is written in place, for in a container it is mounted and cannot be replaced. */
export function hostsFile(path = '/etc/hosts'): HostsFile {
  return {
    path,
    read: async () => {
      try {
        return await readFile(path, encoding);
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return '';
        throw error;
      }
    },
    write: async (text) => {
      try {
        await writeFile(path, text, encoding);
        return true;
      } catch (error) {
        if (['EACCES', 'EPERM', 'EROFS'].includes(codeOf(error) ?? '')) return false;
        throw error;
      }
    },
  };
}
