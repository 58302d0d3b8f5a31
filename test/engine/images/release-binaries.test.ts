import {createHash} from 'node:crypto';
import {readdir, readFile, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {buffer} from 'node:stream/consumers';
import {gzipSync} from 'node:zlib';
import {expect, it} from 'vitest';
import {componentsFor, readCatalogue} from '../../../src/images/catalogue.ts';
import {chooseSource} from '../../../src/images/choose-source.ts';
import {fileEntry, textContent} from '../../../src/images/oci/layer-entry.ts';
import {packEntries} from '../../../src/images/oci/pack-entries.ts';
import {downloadComponent} from '../../../src/images/sources/release/download-component.ts';
import {silentProgress} from '../../../src/progress/silent-progress.ts';
import {serveFiles} from './file-server.ts';
import {temporaryFolder} from './temporary-folder.ts';

const architecture = 'amd64';
const signal = AbortSignal.timeout(60_000);
const components = componentsFor(await readCatalogue(), 'v1.37.2', architecture);
const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');
const kubelet = '/v1.37.2/bin/linux/amd64/kubelet';

function download(name: string, url: string, cacheDir: string, abort = signal) {
  const component = components.find((candidate) => candidate.name === name);
  if (!component) throw new Error(`no ${name}`);
  return downloadComponent(component, {binaryMirror: url, releaseMirror: url}, {cacheDir, architecture, signal: abort});
}

it('fetches a program, checks it, makes it executable, and asks no more once it is there', async () => {
  await using cache = await temporaryFolder();
  await using server = await serveFiles({[kubelet]: 'the kubelet', [`${kubelet}.sha256`]: sha256('the kubelet')});
  const [binary] = await download('kubelet', server.url, cache.path);
  expect(await readFile(binary?.file ?? '', 'utf8')).toBe('the kubelet');
  expect((await stat(binary?.file ?? '')).mode & 0o777).toBe(0o755);
  const asked = server.requests.length;
  expect(await download('kubelet', server.url, cache.path)).toEqual([binary]);
  expect(server.requests).toHaveLength(asked);
});

it('takes the programs out of an archive', async () => {
  await using cache = await temporaryFolder();
  const members = ['containerd', 'containerd-shim-runc-v2', 'ctr', 'containerd-stress'];
  const archive = gzipSync(await buffer(packEntries(members.map((name) => fileEntry(`bin/${name}`, textContent(`I am ${name}`), 0o755)))));
  const path = '/containerd/containerd/releases/download/v2.4.2/containerd-2.4.2-linux-amd64.tar.gz';
  await using server = await serveFiles({
    [path]: archive,
    [`${path}.sha256sum`]: `${sha256(archive)}  containerd-2.4.2-linux-amd64.tar.gz\n`,
  });
  const binaries = await download('containerd', server.url, cache.path);
  const contents = await Promise.all(binaries.map(({file}) => readFile(file, 'utf8')));
  expect(contents).toEqual(['I am containerd', 'I am containerd-shim-runc-v2', 'I am ctr']);
});

it('refuses a program with another checksum and leaves nothing in the cache', async () => {
  await using cache = await temporaryFolder();
  await using server = await serveFiles({[kubelet]: 'not the kubelet', [`${kubelet}.sha256`]: sha256('the kubelet')});
  await expect(download('kubelet', server.url, cache.path)).rejects.toMatchObject({id: 'E_CHECKSUM'});
  expect(await readdir(join(cache.path, 'binaries'))).toEqual([]);
});

it('says which file is missing', async () => {
  await using cache = await temporaryFolder();
  await using server = await serveFiles({[`${kubelet}.sha256`]: sha256('the kubelet')});
  await expect(download('kubelet', server.url, cache.path)).rejects.toMatchObject({
    id: 'E_DOWNLOAD',
    message: expect.stringContaining(kubelet),
  });
});

it('tries again when the server is busy, and gives up when it stays so', async () => {
  await using cache = await temporaryFolder();
  let refusals = 1;
  await using server = await serveFiles({
    [kubelet]: 'the kubelet',
    [`${kubelet}.sha256`]: (_request, response) => {
      response.statusCode = refusals-- > 0 ? 503 : 200;
      response.end(sha256('the kubelet'));
    },
  });
  expect(await download('kubelet', server.url, cache.path)).toHaveLength(1);
  await using other = await temporaryFolder();
  refusals = 100;
  await expect(download('kubelet', server.url, other.path)).rejects.toMatchObject({id: 'E_DOWNLOAD', details: ['HTTP status 503']});
});

it('stops a download when it is told to', async () => {
  await using cache = await temporaryFolder();
  const interruption = new AbortController();
  await using server = await serveFiles({
    [`${kubelet}.sha256`]: sha256('the kubelet'),
    [kubelet]: (_request, response) => {
      response.write('the first part, and then nothing');
      interruption.abort(new Error('told to stop'));
    },
  });
  await expect(download('kubelet', server.url, cache.path, interruption.signal)).rejects.toThrow('told to stop');
  expect(await readdir(join(cache.path, 'binaries'))).toEqual([]);
});

it('chooses releases when all their hosts answer, and Go modules when one does not, and says so', async () => {
  await using server = await serveFiles({});
  const notes: string[] = [];
  const deps = {progress: {...silentProgress, note: (text: string) => void notes.push(text)}, signal};
  expect(await chooseSource([server.url], deps)).toBe('release');
  // Nothing listens on port 1.
  expect(await chooseSource([server.url, 'http://127.0.0.1:1/'], deps)).toBe('go');
  expect(notes).toEqual([expect.stringContaining('published releases'), expect.stringContaining('127.0.0.1:1 cannot be reached')]);
});
