import {chmod, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, posix} from 'node:path';
import {buffer} from 'node:stream/consumers';
import {execa} from 'execa';
import {AppError} from '../../errors/app-error.ts';
import {type LayerEntry, layerPath, symlinkEntry} from '../oci/layer-entry.ts';

/** A link for every applet of a static busybox, beside it. Asks the busybox itself, so it must be of this machine's kind. */
export async function busyboxLinks(path: string, files: readonly LayerEntry[], signal: AbortSignal): Promise<LayerEntry[]> {
  const busybox = files.find((file) => file.path === layerPath(path));
  if (!busybox?.content) throw new AppError('E_IMAGE_BUILD', `No Debian package brought ${path}.`);
  const applets = await appletsOf(await buffer(busybox.content.open()), signal);
  return applets.filter((applet) => applet !== 'busybox').map((applet) => symlinkEntry(posix.join(posix.dirname(path), applet), 'busybox'));
}

async function appletsOf(program: Buffer, signal: AbortSignal): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'flotilla-busybox-'));
  try {
    const file = join(folder, 'busybox');
    await writeFile(file, program);
    await chmod(file, 0o755);
    const {stdout} = await execa(file, ['--list'], {cancelSignal: signal});
    return stdout.split('\n').filter((name) => name !== '');
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}
