import {createHash} from 'node:crypto';
import {AppError} from '../../../errors/app-error.ts';
import {httpGet} from './http-get.ts';
import {type ImageReference, parseReference} from './image-reference.ts';
import {fetchToken, parseChallenge} from './registry-token.ts';
import {saveBody} from './save-body.ts';

const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** Reads one repository by the registry HTTP API v2. */
export class RegistryClient {
  readonly #reference: ImageReference;
  readonly #name: string;
  readonly #signal: AbortSignal;
  #token: string | undefined;

  constructor(reference: string, signal: AbortSignal) {
    this.#reference = parseReference(reference);
    this.#name = reference;
    this.#signal = signal;
  }

  /** The manifest or index of the reference. @throws AppError E_IMAGE_NOT_FOUND, E_DOWNLOAD, E_CHECKSUM when a digest does not match. */
  async manifest(wanted: string = this.#reference.digest ?? this.#reference.tag ?? 'latest'): Promise<unknown> {
    const response = await this.#get(`manifests/${wanted}`, {accept: manifestTypes});
    const body = Buffer.from(await response.arrayBuffer());
    if (wanted.startsWith('sha256:')) this.#check(body, wanted);
    return JSON.parse(body.toString());
  }

  /** Writes a blob to a file and checks its digest. */
  async blob(digest: string, file: string): Promise<void> {
    const response = await this.#get(`blobs/${digest}`, {});
    await saveBody(
      {response, file, sha256: digest.slice('sha256:'.length), what: `${this.#name}, blob ${digest.slice(0, 19)}`},
      this.#signal,
    );
  }

  async #get(path: string, headers: Readonly<Record<string, string>>): Promise<Response> {
    const url = `${baseUrl(this.#reference.registry)}/v2/${this.#reference.repository}/${path}`;
    let response = await this.#ask(url, headers);
    const challenge = response.status === 401 ? parseChallenge(response.headers.get('www-authenticate')) : undefined;
    if (challenge) {
      await response.body?.cancel();
      this.#token = await fetchToken(challenge, this.#signal);
      response = await this.#ask(url, headers);
    }
    if (response.ok) return response;
    await response.body?.cancel();
    throw this.#refusal(response.status);
  }

  #ask(url: string, headers: Readonly<Record<string, string>>): Promise<Response> {
    const authorization: Record<string, string> = this.#token === undefined ? {} : {authorization: `Bearer ${this.#token}`};
    return httpGet(url, {signal: this.#signal, headers: {...headers, ...authorization}});
  }

  #refusal(status: number): AppError {
    // Registries answer 401 or 403 for repositories that do not exist, so as not to tell which do.
    if ([401, 403, 404].includes(status)) {
      return new AppError('E_IMAGE_NOT_FOUND', `The image ${this.#name} is not in its registry (HTTP status ${status}).`);
    }
    return new AppError('E_DOWNLOAD', `The image ${this.#name} cannot be pulled: HTTP status ${status}.`);
  }

  #check(body: Buffer, digest: string): void {
    const got = `sha256:${createHash('sha256').update(body).digest('hex')}`;
    if (got === digest) return;
    throw new AppError('E_CHECKSUM', `The manifest of ${this.#name} does not have the digest it must have.`, {
      details: [`expected ${digest}`, `received ${got}`],
    });
  }
}

/** Docker Hub's API is at another host than its name; a registry on this machine speaks plain HTTP, as Docker assumes too. */
export function baseUrl(registry: string): string {
  if (registry === 'docker.io') return 'https://registry-1.docker.io';
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(registry) ? `http://${registry}` : `https://${registry}`;
}
