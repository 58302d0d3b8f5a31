import {randomBytes} from 'node:crypto';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {runCli} from './run-cli.ts';

const tag = 'flotilla-bench/app:1';
const megabytes = 400;

/**
 * Loads an image of 400 MB in two layers into a running cluster, then again with a changed upper layer of 20 MB, and compares both with
 * `docker save` of the same image alone, just before. Seconds, and ratios.
 */
export async function measureImageLoad(profile: string, env: Readonly<Record<string, string>>): Promise<Record<string, number>> {
  const folder = await mkdtemp(join(tmpdir(), 'flotilla-bench-image-'));
  const build = async (): Promise<void> => {
    await writeFile(join(folder, 'app'), randomBytes(20 * 1024 ** 2));
    await execa('docker', ['build', '-q', '-t', tag, folder], {env: {DOCKER_BUILDKIT: '0'}});
  };
  try {
    for (let part = 0; part < megabytes / 10; part += 1) await writeFile(join(folder, `part${part}`), randomBytes(10 * 1024 ** 2));
    await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY part* /\nCOPY app /app\nCMD ["/app"]\n');
    await build();
    const first = await loadBesideSave(profile, env);
    await build();
    const changed = await loadBesideSave(profile, env);
    await runCli(['image', 'remove', tag, '-p', profile, '-o', 'json'], env);
    return {
      'docker save of 400 MB': first.save,
      'image load': first.load,
      'image load / docker save (ratio)': first.load / first.save,
      'image load of a changed layer': changed.load,
      'image load of a changed layer / docker save (ratio)': changed.load / changed.save,
    };
  } finally {
    await execa('docker', ['rmi', '-f', tag], {reject: false});
    await rm(folder, {recursive: true, force: true});
  }
}

async function loadBesideSave(profile: string, env: Readonly<Record<string, string>>): Promise<{save: number; load: number}> {
  const started = performance.now();
  await execa('docker', ['save', tag], {stdout: 'ignore', buffer: false});
  const save = (performance.now() - started) / 1000;
  const {seconds: load} = await runCli(['image', 'load', tag, '-p', profile, '-o', 'json'], env);
  return {save, load};
}
