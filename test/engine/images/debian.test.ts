import {glob, readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {buffer} from 'node:stream/consumers';
import {execa} from 'execa';
import {afterEach, expect, it, vi} from 'vitest';
import {pollUntil} from '../../../src/async/poll-until.ts';
import {caBundle} from '../../../src/images/debian/ca-bundle.ts';
import {debianFiles} from '../../../src/images/debian/debian-files.ts';
import {ensureBase} from '../../../src/images/debian/ensure-base.ts';
import {mmdebstrap} from '../../../src/images/debian/mmdebstrap.ts';
import {silentProgress} from '../../../src/progress/silent-progress.ts';
import {openEngineFixture} from '../engine-fixture.ts';
import {temporaryFolder} from './temporary-folder.ts';

const signal = AbortSignal.timeout(200_000);

afterEach(() => void vi.unstubAllEnvs());

/** The tree that mmdebstrap fills below its folder for temporary files, once it has a shell. */
async function treeIn(folder: string): Promise<string | undefined> {
  const trees = await glob(join(folder, 'mmdebstrap.*', 'bin', 'dash'))
    [Symbol.asyncIterator]()
    .next();
  return trees.value;
}

it('gives the files of packages with the libraries they need, and no package database', async () => {
  await using cache = await temporaryFolder();
  const paths = (await debianFiles(['iptables'], {cacheDir: cache.path, signal})).map(({path}) => path);
  expect(paths).toEqual(expect.arrayContaining(['usr/sbin/xtables-nft-multi', 'lib64/ld-linux-x86-64.so.2']));
  expect(paths.some((path) => path.endsWith('/libc.so.6'))).toBe(true);
  expect(paths.filter((path) => /^(var|dev|usr\/share\/man)(\/|$)/.test(path))).toEqual([]);
});

it('joins the certificate authorities into one file', async () => {
  await using cache = await temporaryFolder();
  const {path, content} = await caBundle({cacheDir: cache.path, signal});
  const text = content ? (await buffer(content.open())).toString() : '';
  expect(path).toBe('etc/ssl/certs/ca-certificates.crt');
  expect(text.match(/-----BEGIN CERTIFICATE-----/g)?.length).toBeGreaterThan(100);
});

it('says which package does not exist', async () => {
  await using cache = await temporaryFolder();
  const files = debianFiles(['no-such-package-flotilla'], {cacheDir: cache.path, signal});
  await expect(files).rejects.toMatchObject({id: 'E_IMAGE_BUILD', message: expect.stringContaining('no-such-package-flotilla')});
});

it('says that a full disk was the reason, and nothing besides mmdebstrap ends by it', async () => {
  const file = '/dev/full';
  const making = mmdebstrap({variant: 'extract', packages: ['busybox-static'], file}, signal);
  await expect(making).rejects.toMatchObject({
    id: 'E_IMAGE_BUILD',
    details: expect.arrayContaining([expect.stringContaining('No space left')]),
  });
});

it('ends all that mmdebstrap has started, and leaves nothing of it, when it is interrupted', async () => {
  await using scratch = await temporaryFolder();
  const interruption = new AbortController();
  vi.stubEnv('TMPDIR', scratch.path);
  const making = mmdebstrap({variant: 'minbase', packages: ['jq'], file: join(scratch.path, 'base.tar')}, interruption.signal);
  const ended = expect(making).rejects.toThrow('Ctrl-C');
  await pollUntil(() => treeIn(scratch.path), {signal, timeoutMs: 60_000, what: 'packages to be unpacked'});
  interruption.abort(new Error('Ctrl-C'));
  await ended;
  expect((await readdir(scratch.path)).filter((name) => name.startsWith('mmdebstrap'))).toEqual([]);
  expect((await execa('pgrep', ['-f', scratch.path], {reject: false})).stdout).toBe('');
});

it('makes the base from Debian packages when the registry cannot be reached, and finds it the next time', {timeout: 200_000}, async () => {
  await using cache = await temporaryFolder();
  const fixture = await openEngineFixture();
  const {images} = fixture.engine;
  const notes: string[] = [];
  const progress = {...silentProgress, note: (text: string) => void notes.push(text)};
  // Nothing listens on port 1, so the registry refuses at once.
  const deps = {images, cacheDir: cache.path, progress, signal, upstream: '127.0.0.1:1/debian:bookworm-slim', pullTimeoutMs: 5000};
  let made: string | undefined;
  try {
    const base = await ensureBase(['jq'], deps);
    made = base.reference;
    expect(base).toEqual({reference: expect.stringMatching(/^flotilla\/base:[0-9a-f]{20}$/), packagesInstalled: true});
    expect(notes).toEqual([expect.stringContaining('Debian packages instead')]);
    const name = await fixture.runSleeper({image: base.reference, command: ['sleep', '300']});
    const seen = await fixture.engine.containers.exec(
      name,
      ['sh', '-c', 'jq --version; ls /var/cache /var/lib/apt/lists /usr/share/man; cat /etc/machine-id'],
      {signal},
    );
    expect(seen.stdout.toString()).toContain('jq-1.');
    expect(seen.stdout.toString()).not.toContain('man8');
    expect(await ensureBase(['jq'], deps)).toEqual(base);
  } finally {
    const last = AbortSignal.timeout(30_000);
    for (const {id} of await fixture.engine.containers.list(fixture.labels, {signal: last}))
      await fixture.engine.containers.remove(id, {signal: last});
    if (made !== undefined) await images.remove(made, {signal: last, force: true});
    await fixture.close();
  }
});
