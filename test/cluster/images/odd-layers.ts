import {readFile} from 'node:fs/promises';
import {buffer} from 'node:stream/consumers';
import {pack} from 'tar-stream';
import {legacyArchive} from '../../unit/images/user-images/archives.ts';

/**
 * An archive whose upper layer has a file in a folder that only the lower one describes, and a hard link to a file of the lower one. The
 * second is what containerd itself must unpack.
 */
export async function oddArchive(name: string, busybox: string): Promise<Buffer> {
  const program = await readFile(busybox);
  const lower = pack();
  for (const folder of ['bin', 'tmp']) lower.entry({name: folder, type: 'directory', mode: 0o755});
  lower.entry({name: 'kept', type: 'directory', mode: 0o1777});
  lower.entry({name: 'bin/busybox', mode: 0o755}, program);
  for (const applet of ['sh', 'sleep', 'stat']) lower.entry({name: `bin/${applet}`, type: 'symlink', linkname: 'busybox'});
  lower.finalize();
  const middle = pack();
  middle.entry({name: 'kept/file', mode: 0o644}, 'x');
  middle.finalize();
  const upper = pack();
  upper.entry({name: 'bin/linked', type: 'link', linkname: 'bin/busybox'});
  upper.finalize();
  return legacyArchive(name, [await buffer(lower), await buffer(middle), await buffer(upper)]);
}
