import {createWriteStream} from 'node:fs';
import {cp, mkdir, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {findPaths} from '../../../src/cluster/state/paths.ts';
import {createDockerEngine} from '../../../src/engine/docker/create-docker-engine.ts';
import {findEndpoint} from '../../../src/engine/find-endpoint.ts';
import {ensureSamples} from '../../../src/images/samples/ensure-samples.ts';
import {chosenSamples} from '../../../src/images/samples/read-samples.ts';
import {silentProgress} from '../../../src/progress/silent-progress.ts';

const root = join(import.meta.dirname, '../../..');

/** A disk with this program as it is built now, with its Node.js, and the node image and the tutorial's as an archive. */
export async function makeDataDisk(image: string): Promise<AsyncDisposable & {readonly file: string}> {
  const folder = await mkdtemp(join(tmpdir(), 'flotilla-data-disk-'));
  const [data, file] = [join(folder, 'data'), join(folder, 'disk')];
  await mkdir(join(data, 'flotilla'), {recursive: true});
  for (const part of ['bin', 'dist', 'images', 'presets', 'addons', 'node_modules', 'package.json', 'oclif.manifest.json']) {
    await cp(join(root, part), join(data, 'flotilla', part), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !/node_modules\/(?:@biomejs|@typescript|typescript|@rolldown)\//.test(path),
    });
  }
  const saving = execa('docker', ['save', image, ...(await sampleImages('busybox'))], {buffer: false});
  saving.stdout.pipe(createWriteStream(join(data, 'images.tar')));
  await saving;
  await execa('mkfs.ext4', ['-q', '-F', '-d', data, file, '4G']);
  await rm(data, {recursive: true});
  return {file, [Symbol.asyncDispose]: () => rm(folder, {recursive: true, force: true})};
}

/** Makes the images of a sample with this machine's engine, and gives their names. */
async function sampleImages(name: string): Promise<string[]> {
  const {signal} = new AbortController();
  const engine = await createDockerEngine(await findEndpoint());
  const samples = await chosenSamples([name]);
  await ensureSamples(samples, {images: engine.images, cacheDir: findPaths().cache, progress: silentProgress, signal});
  await engine.close();
  return samples.flatMap(({images}) => images.flatMap(({names}) => names));
}
