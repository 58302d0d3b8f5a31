import {createHash} from 'node:crypto';

/** SHA-256 of a text, in hexadecimal. */
export const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');

/** Names of the layers with all that is below each, as OCI's image specification has them. Digests with and results with `sha256:`. */
export function chainIds(diffIds: readonly string[]): string[] {
  const chain: string[] = [];
  for (const diffId of diffIds) chain.push(chain.length === 0 ? diffId : `sha256:${sha256(`${chain.at(-1)} ${diffId}`)}`);
  return chain;
}

/** A digest without `sha256:`. */
export const bare = (digest: string): string => digest.replace('sha256:', '');
