import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {execa} from 'execa';
import {docker} from '../support/docker.ts';

/** Registries of others on the cluster's network, made of the image of the cluster's own. */
export class ForeignRegistries {
  readonly #profile: string;
  readonly #names: string[] = [];

  constructor(profile: string) {
    this.#profile = profile;
  }

  /** Starts a registry that is reached as `host`:5000, with the images of the cluster's own or with what its settings say. */
  async start(host: string, env: Readonly<Record<string, string>>, files: Readonly<Record<string, string>> = {}): Promise<void> {
    const name = `${this.#profile}-${host}`;
    const own = `${this.#profile}-registry`;
    const image = await docker(['inspect', '-f', '{{.Config.Image}}', own]);
    const settings = Object.entries(env).flatMap(([key, value]) => ['-e', `${key}=${value}`]);
    const isCache = 'REGISTRY_PROXY_REMOTEURL' in env;
    const data = isCache ? [] : ['-v', `${own}:/var/lib/docker-registry`];
    this.#names.push(name);
    await docker(['create', '--name', name, '--network', this.#profile, '--network-alias', host, ...settings, ...data, image]);
    for (const [path, file] of Object.entries(files)) await docker(['cp', file, `${name}:${path}`]);
    await docker(['start', name]);
  }

  async close(): Promise<void> {
    for (const name of this.#names) await execa('docker', ['rm', '-f', '-v', name], {reject: false});
  }
}

export interface Certificates {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

/** A certificate authority, and a certificate of it for a host. */
export async function makeCertificates(folder: string, host: string): Promise<Certificates> {
  const at = (name: string): string => join(folder, name);
  const openssl = (...words: readonly string[]) => execa('openssl', words, {cwd: folder});
  await openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=Test CA',
    '-keyout',
    'ca.key',
    '-out',
    'ca.crt',
  );
  await openssl('req', '-newkey', 'rsa:2048', '-nodes', '-subj', `/CN=${host}`, '-keyout', 'server.key', '-out', 'server.csr');
  await writeFile(at('names'), `subjectAltName=DNS:${host}\n`);
  const ca = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial'];
  await openssl('x509', '-req', '-in', 'server.csr', ...ca, '-days', '2', '-extfile', 'names', '-out', 'server.crt');
  return {ca: at('ca.crt'), certificate: at('server.crt'), key: at('server.key')};
}
