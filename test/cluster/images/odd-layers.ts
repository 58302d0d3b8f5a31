import {readFile} from 'node:fs/promises';
import {buffer} from 'node:stream/consumers';
import {pack} from 'tar-stream';
import {legacyArchive} from '../../unit/images/user-images/archives.ts';

/**
 * An archive with a layer that has a file in a folder which only the lowest describes, and one that has a file in what the lowest has as a
 * link to a folder. Of the second only containerd knows what shall become.
 */
export async function oddArchive(name: string, busybox: string): Promise<Buffer> {
  const program = await readFile(busybox);
  const lower = pack();
  for (const folder of ['bin', 'tmp']) lower.entry({name: folder, type: 'directory', mode: 0o755});
  lower.entry({name: 'kept', type: 'directory', mode: 0o1777});
  lower.entry({name: 'bin/busybox', mode: 0o755}, program);
  for (const applet of ['cat', 'sh', 'sleep', 'stat']) lower.entry({name: `bin/${applet}`, type: 'symlink', linkname: 'busybox'});
  lower.entry({name: 'usr/lib', type: 'directory', mode: 0o755});
  lower.entry({name: 'lib', type: 'symlink', linkname: 'usr/lib'});
  lower.finalize();
  const middle = pack();
  middle.entry({name: 'kept/file', mode: 0o644}, 'x');
  middle.finalize();
  const upper = pack();
  upper.entry({name: 'lib/file', mode: 0o644}, 'in lib\n');
  upper.finalize();
  return legacyArchive(name, [await buffer(lower), await buffer(middle), await buffer(upper)]);
}
