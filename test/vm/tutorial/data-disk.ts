import {createWriteStream} from 'node:fs';
import {cp, mkdir, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';

const root = join(import.meta.dirname, '../../..');

/** A disk with this program as it is built now, with its Node.js, and the node image as an archive. */
export async function makeDataDisk(image: string): Promise<AsyncDisposable & {readonly file: string}> {
  const folder = await mkdtemp(join(tmpdir(), 'flotilla-data-disk-'));
  const [data, file] = [join(folder, 'data'), join(folder, 'disk')];
  await mkdir(join(data, 'flotilla'), {recursive: true});
  for (const part of ['bin', 'dist', 'images', 'node_modules', 'package.json', 'oclif.manifest.json']) {
    await cp(join(root, part), join(data, 'flotilla', part), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !/node_modules\/(?:@biomejs|@typescript|typescript|@rolldown)\//.test(path),
    });
  }
  const saving = execa('docker', ['save', image], {buffer: false});
  saving.stdout.pipe(createWriteStream(join(data, 'node-image.tar')));
  await saving;
  await execa('mkfs.ext4', ['-q', '-F', '-d', data, file, '4G']);
  await rm(data, {recursive: true});
  return {file, [Symbol.asyncDispose]: () => rm(folder, {recursive: true, force: true})};
}
