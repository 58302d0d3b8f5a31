import {buffer} from 'node:stream/consumers';
import {pack} from 'tar-stream';
import type {FileEntry} from './engine.ts';

/** A tar archive of these files, owned by root; missing parents are made by whoever unpacks it. */
export async function filesTar(files: readonly FileEntry[]): Promise<Buffer> {
  const archive = pack();
  const mtime = new Date();
  for (const {path, content, mode} of files) {
    archive.entry({name: path.replace(/^\/+/, ''), mode: mode ?? 0o644, uid: 0, gid: 0, mtime}, content);
  }
  archive.finalize();
  return buffer(archive);
}
