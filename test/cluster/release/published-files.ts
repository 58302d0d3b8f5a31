import {createHash} from 'node:crypto';
import {createReadStream, createWriteStream} from 'node:fs';
import {readFile, stat} from 'node:fs/promises';
import {createServer, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {basename, join} from 'node:path';
import {pipeline} from 'node:stream/promises';
import {createGzip} from 'node:zlib';
import {pack} from 'tar-stream';
import type {Component} from '../../../src/images/catalogue.ts';
import {fillTemplate} from '../../../src/images/fill-template.ts';
import type {ProvidedBinary} from '../../../src/images/provide-components.ts';

/** A site with the paths of dl.k8s.io and of GitHub's releases, for whatever names it is given in front. */
export interface ReleaseSite extends AsyncDisposable {
  readonly url: string;
  /** From now on the checksum of this program is another's. */
  corrupt(component: string): void;
  restore(): void;
}

/** Puts programs that were built from their modules where their projects publish theirs: alone or in archives, with checksums. */
export async function publishBinaries(
  components: readonly Component[],
  binaries: readonly ProvidedBinary[],
  folder: string,
): Promise<ReleaseSite> {
  const files = new Map<string, string>();
  const checksums = new Map<string, {readonly text: string; readonly component: string}>();
  for (const {name, release} of components) {
    if (!release) continue;
    const path = fillTemplate(release.url, {binaryMirror: '', releaseMirror: ''});
    const checksumPath = fillTemplate(release.checksum, {url: path, binaryMirror: '', releaseMirror: ''});
    const own = binaries.filter(({component}) => component === name);
    const file = release.members ? await archive(own, release.members, join(folder, `${name}.tar.gz`)) : (own[0]?.file ?? '');
    files.set(path, file);
    const sum = createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
    // Kubernetes and most others publish the sum alone, runc and containerd lines with the name.
    const text = checksumPath.endsWith('sha256sum') ? `${sum}  ${basename(path)}\n` : sum;
    checksums.set(checksumPath, {text, component: name});
  }
  let corrupted: string | undefined;
  const server = createServer(async ({url = '/'}, response) => {
    const checksum = checksums.get(url);
    if (checksum) return response.end(checksum.component === corrupted ? checksum.text.replace(/^./, flip) : checksum.text);
    return sendFile(files.get(url), response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    corrupt(component) {
      corrupted = component;
    },
    restore() {
      corrupted = undefined;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const flip = (digit: string): string => (digit === '0' ? '1' : '0');

async function sendFile(file: string | undefined, response: ServerResponse): Promise<void> {
  if (file === undefined) {
    response.writeHead(404).end();
    return;
  }
  // A client that has seen enough hangs up.
  await pipeline(createReadStream(file), response).catch(() => {});
}

/** A .tar.gz with these programs under the names that the project gives them. */
async function archive(binaries: readonly ProvidedBinary[], members: Readonly<Record<string, string>>, file: string): Promise<string> {
  const tar = pack();
  const written = pipeline(tar, createGzip({level: 1}), createWriteStream(file));
  for (const {nodePath, file: program} of binaries) {
    const {size} = await stat(program);
    await pipeline(createReadStream(program), tar.entry({name: `./${members[basename(nodePath)]}`, size, mode: 0o755}));
  }
  tar.finalize();
  await written;
  return file;
}
