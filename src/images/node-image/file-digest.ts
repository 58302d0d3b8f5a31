import {createHash} from 'node:crypto';
import {readFile} from 'node:fs/promises';

/** SHA-256 of a small file, in hexadecimal. */
export async function fileDigest(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}
