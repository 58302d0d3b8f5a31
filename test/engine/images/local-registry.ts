import {createHash} from 'node:crypto';
import {writeFile} from 'node:fs/promises';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {buffer} from 'node:stream/consumers';
import {execa} from 'execa';
import {pollUntil} from '../../../src/async/poll-until.ts';
import type {Blob, OciImage} from '../../../src/images/oci/oci-image.ts';

export interface LocalRegistry extends AsyncDisposable {
  /** "127.0.0.1:41231". */
  readonly host: string;
  /** Where it keeps its files. */
  readonly storage: string;
  /** Uploads an image and gives the digest of its manifest. */
  push(repository: string, tag: string, image: OciImage): Promise<string>;
}

/** Debian's docker-registry on a port of its own, with its data below `folder`. */
export async function startRegistry(folder: string, signal: AbortSignal): Promise<LocalRegistry> {
  const host = `127.0.0.1:${await freePort()}`;
  const storage = join(folder, 'registry');
  const config = join(folder, 'registry.yml');
  await writeFile(
    config,
    `version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: ${storage}}}\nhttp: {addr: '${host}'}\n`,
  );
  const server = execa('docker-registry', ['serve', config], {reject: false, stdio: 'ignore'});
  await pollUntil(async () => ((await doesAnswer(`http://${host}/v2/`)) ? true : undefined), {
    signal,
    timeoutMs: 15_000,
    what: 'docker-registry',
  });
  return {
    host,
    storage,
    async push(repository, tag, {manifest, config: imageConfig, layers}) {
      const base = `http://${host}/v2/${repository}`;
      for (const blob of [imageConfig, ...layers]) await uploadBlob(base, blob);
      const body = await buffer(manifest.content.open());
      await checked(
        fetch(`${base}/manifests/${tag}`, {method: 'PUT', headers: {'content-type': manifest.mediaType}, body: new Uint8Array(body)}),
      );
      return `sha256:${createHash('sha256').update(body).digest('hex')}`;
    },
    async [Symbol.asyncDispose]() {
      server.kill('SIGTERM');
      await server;
    },
  };
}

async function uploadBlob(base: string, {digest, content}: Blob): Promise<void> {
  const started = await checked(fetch(`${base}/blobs/uploads/`, {method: 'POST'}));
  const place = new URL(started.headers.get('location') ?? '', base);
  place.searchParams.set('digest', digest);
  await checked(fetch(place, {method: 'PUT', body: new Uint8Array(await buffer(content.open()))}));
}

async function checked(answer: Promise<Response>): Promise<Response> {
  const response = await answer;
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${await response.text()}`);
  return response;
}

async function doesAnswer(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ok}) => ok,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
