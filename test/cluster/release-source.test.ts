import {mkdirSync, mkdtempSync, rmSync, symlinkSync} from 'node:fs';
import {readdir} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {findPaths} from '../../src/cluster/state/paths.ts';
import {componentsFor, readCatalogue} from '../../src/images/catalogue.ts';
import {defaultKubernetesVersion} from '../../src/images/default-version.ts';
import {provideComponents} from '../../src/images/provide-components.ts';
import {goArchitecture} from '../../src/images/sources/go/go-architecture.ts';
import {silentProgress} from '../../src/progress/silent-progress.ts';
import {type LocalRegistry, startRegistry} from '../engine/images/local-registry.ts';
import {publishImages} from './release/publish-images.ts';
import {publishBinaries, type ReleaseSite} from './release/published-files.ts';
import {docker, dockerLines} from './support/docker.ts';
import {type CliResult, runCli} from './support/run-cli.ts';
import {report, TestCluster} from './support/test-cluster.ts';

const image = 'flotilla/node:release-test';
/** On a disk: what is published here takes a gigabyte. */
const folder = mkdtempSync(join('/var/tmp', 't-release-'));
const home = mkdtempSync(join(tmpdir(), 't-release-home-'));
let site: ReleaseSite;
let registry: LocalRegistry;

beforeAll(async () => {
  // An empty cache, and the locks of everybody: two builds at once would sweep up each other's leavings.
  const {data, cache} = findPaths();
  mkdirSync(data, {recursive: true});
  symlinkSync(data, join(home, 'data'));
  const signal = AbortSignal.timeout(500_000);
  const input = {kubernetesVersion: defaultKubernetesVersion, source: 'go', cacheDir: cache, progress: silentProgress, signal} as const;
  const {binaries, images} = await provideComponents(input);
  const components = componentsFor(await readCatalogue(), defaultKubernetesVersion, goArchitecture());
  site = await publishBinaries(components, binaries, folder);
  registry = await startRegistry(folder, signal);
  await publishImages(images, registry, folder);
});

afterAll(async () => {
  await registry[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
  await docker(['rmi', '-f', image]).catch(() => '');
  for (const path of [folder, home]) rmSync(path, {recursive: true, force: true});
});

const build = (): Promise<CliResult> => {
  const mirrors = ['--binary-mirror', site.url, '--release-mirror', site.url, '--image-repository', registry.host];
  return runCli(['node-image', 'build', '--image-source', 'release', '--image', image, ...mirrors], {env: {FLOTILLA_HOME: home}});
};

it('refuses a program whose checksum is another, and keeps nothing of it', async () => {
  site.corrupt('kubelet');
  const {exitCode, stderr} = await build();
  site.restore();
  expect({exitCode, stderr}).toEqual({exitCode: 48, stderr: expect.stringMatching(/kubelet does not have the checksum it must have/)});
  expect(await dockerLines('images', '-q', image)).toEqual([]);
  expect((await readdir(join(home, 'cache/binaries'))).filter((name) => name.includes('partial'))).toEqual([]);
});

it('makes a node image of what is published, on which a cluster runs', async () => {
  const built = await build();
  expect(built.exitCode, built.stderr).toBe(0);
  expect(built.stdout).toContain('source release');
  report('node image from releases', built.seconds);
  const cluster = new TestCluster('release');
  try {
    await cluster.start('--image', image);
    expect(await cluster.kubectl('get', 'nodes', '-o', 'jsonpath={.items[*].status.nodeInfo.kubeletVersion}')).toBe(
      defaultKubernetesVersion,
    );
    expect(await cluster.onNode(cluster.controlPlane, 'runc', '--version')).toContain('runc version');
    const events = await cluster.kubectl('get', 'events', '-A', '-o', 'jsonpath={.items[?(@.reason=="Pulling")].message}');
    expect(events).toBe('');
  } finally {
    await cluster.close();
  }
});
