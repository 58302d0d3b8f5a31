import {createReadStream} from 'node:fs';
import {readFile, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {pack as packFolder} from 'tar-fs';
import type {Pack} from 'tar-stream';

/** A program that the image gets: where it is on this machine and where it goes. */
export interface NodeBinary {
  readonly file: string;
  /** Absolute path in a node. */
  readonly nodePath: string;
  readonly mode: number;
}

export interface BuildContextInput {
  /** images/node of this package. */
  readonly folder: string;
  readonly binaries: readonly NodeBinary[];
  /** Reference of the pause image, written into containerd's configuration. */
  readonly sandboxImage: string;
}

/** The context for the image build as a tar stream: Dockerfile and files/ of images/node, and the programs below programs/. */
export function buildContext({folder, binaries, sandboxImage}: BuildContextInput): Readable {
  const root = {uid: 0, gid: 0, mtime: new Date(0)};
  const configuration = 'files/etc/flotilla/containerd.toml';
  const context: Pack = packFolder(folder, {
    ignore: (path) => path === join(folder, configuration),
    map: (header) => ({...header, ...root}),
    finalize: false,
    finish: (tar) => {
      addRest(tar).then(
        () => tar.finalize(),
        (error: unknown) => tar.destroy(error instanceof Error ? error : new Error(String(error))),
      );
    },
  });
  const addRest = async (tar: Pack): Promise<void> => {
    const template = await readFile(join(folder, configuration), 'utf8');
    tar.entry({...root, name: configuration}, template.replace('SANDBOX_IMAGE', sandboxImage));
    for (const {file, nodePath, mode} of binaries) {
      const {size} = await stat(file);
      await pipeline(createReadStream(file), tar.entry({...root, name: `programs${nodePath}`, size, mode}));
    }
  };
  return Readable.from(context);
}
