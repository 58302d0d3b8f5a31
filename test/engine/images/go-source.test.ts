import {createReadStream} from 'node:fs';
import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {execa} from 'execa';
import {expect, it} from 'vitest';
import {pollUntil} from '../../../src/async/poll-until.ts';
import {componentsFor, readCatalogue} from '../../../src/images/catalogue.ts';
import {writeComponentImage} from '../../../src/images/component-image.ts';
import {buildComponents} from '../../../src/images/sources/go/build-components.ts';
import {findGo} from '../../../src/images/sources/go/go-toolchain.ts';
import type {Progress} from '../../../src/progress/progress.ts';
import {silentProgress} from '../../../src/progress/silent-progress.ts';
import {openEngineFixture} from '../engine-fixture.ts';
import {temporaryFolder} from './temporary-folder.ts';

const architecture = 'amd64';
const catalogue = await readCatalogue();
const components = componentsFor(catalogue, 'v1.37.2', architecture);
const component = (name: string) => components.filter((candidate) => candidate.name === name);

async function build(
  names: readonly string[],
  cacheDir: string,
  progress: Progress = silentProgress,
  signal = AbortSignal.timeout(300_000),
) {
  const go = await findGo(catalogue.go, {progress, signal});
  return buildComponents({components, wanted: new Set(names)}, {go, architecture, cacheDir, progress, signal});
}

it('builds programs from their modules that run and tell their true version', {timeout: 300_000}, async () => {
  await using cache = await temporaryFolder();
  const binaries = await build(['cni-plugins', 'crictl', 'runc'], cache.path);
  const file = (binary: string) => binaries.find((candidate) => candidate.binary === binary)?.file ?? '';
  expect(binaries).toHaveLength(10);
  expect((await execa(file('host-local'), ['--version'], {all: true, reject: false})).all).toContain('v1.9.1');
  expect((await execa(file('crictl'), ['--version'])).stdout).toContain('v1.36.0');
  const runc = await execa(file('runc'), ['--version']);
  expect(runc.stdout).toContain('runc version 1.5.2');
  expect(runc.stdout).toContain('libseccomp:');
});

it('finds in the cache what it has built, without building again', async () => {
  await using cache = await temporaryFolder();
  const first = await build(['pause'], cache.path);
  const titles: string[] = [];
  const recording: Progress = {
    ...silentProgress,
    step(title, body) {
      titles.push(title);
      return silentProgress.step(title, body);
    },
  };
  const second = await build(['pause'], cache.path, recording);
  expect(second).toEqual(first);
  expect(titles).toEqual([]);
});

it('leaves nothing in the cache when it is interrupted', async () => {
  await using cache = await temporaryFolder();
  const interruption = new AbortController();
  const interrupt: Progress = {
    ...silentProgress,
    step: (_title, body) => body({update: (text) => text === 'compiling' && interruption.abort()}),
  };
  await expect(build(['pause'], cache.path, interrupt, interruption.signal)).rejects.toThrow();
  expect(await readdir(join(cache.path, 'binaries'))).toEqual([]);
});

it('says what to install when there is no Go', async () => {
  const search = findGo({...catalogue.go, candidates: ['/nonexistent/go']}, {progress: silentProgress, signal: AbortSignal.timeout(5000)});
  await expect(search).rejects.toMatchObject({
    id: 'E_TOOL_MISSING',
    hints: expect.arrayContaining([expect.stringContaining('apt-get install')]),
  });
});

it('writes an image that the engine loads and runs: pause stops at once when told to', async () => {
  await using cache = await temporaryFolder();
  const fixture = await openEngineFixture();
  const {engine, labels, signal} = fixture;
  const reference = `flotilla-test-pause:${crypto.randomUUID().slice(0, 8)}`;
  try {
    const [pause] = component('pause').map((found) => ({...found, image: found.image && {...found.image, reference}}));
    if (!pause?.image) throw new Error('the catalogue has no image of pause');
    const binaries = await build(['pause'], cache.path);
    const archive = await writeComponentImage({...pause, image: pause.image}, binaries, {architecture, cacheDir: cache.path, signal});
    expect(await engine.images.load(createReadStream(archive), {signal})).toEqual([reference]);
    const name = await fixture.runSleeper({name: fixture.name('pause'), image: reference, command: []});
    // A signal that comes before the program has begun to listen is lost, as for any first process of a container: it is sent until it is heard.
    await pollUntil(
      async () => {
        await engine.containers.kill(name, {kill: 'SIGTERM', signal});
        return (await engine.containers.inspect(name, {signal}))?.state === 'exited' || undefined;
      },
      {signal, timeoutMs: 30_000, everyMs: 200, what: 'pause to stop'},
    );
    expect(await engine.containers.inspect(name, {signal})).toMatchObject({state: 'exited', exitCode: 0, labels});
  } finally {
    await engine.containers.remove(fixture.name('pause'), {signal: AbortSignal.timeout(10_000)});
    await engine.images.remove(reference, {signal: AbortSignal.timeout(10_000), force: true});
    await fixture.close();
  }
});
