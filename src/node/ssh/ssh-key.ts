import {mkdir, readFile, rename, writeFile} from 'node:fs/promises';
import {dirname} from 'node:path';

/** The public half of a cluster's SSH key, as a line for authorized_keys; the pair is made on first use, the private file is 0600. */
export async function ensureSshKey(privateKeyFile: string, comment: string): Promise<string> {
  const existing = await readFile(`${privateKeyFile}.pub`, 'utf8').catch(() => undefined);
  if (existing) return existing.trim();
  const {default: ssh2} = await import('ssh2');
  const pair = ssh2.utils.generateKeyPairSync('ed25519', {comment});
  await mkdir(dirname(privateKeyFile), {recursive: true, mode: 0o700});
  const partial = `${privateKeyFile}.${process.pid}`;
  await writeFile(partial, pair.private, {mode: 0o600});
  await rename(partial, privateKeyFile);
  await writeFile(`${privateKeyFile}.pub`, `${pair.public}\n`, {mode: 0o644});
  return pair.public;
}

/** A pair of keys that is kept nowhere. */
export async function temporaryKeys(): Promise<{readonly privateKey: string; readonly publicKey: string}> {
  const {default: ssh2} = await import('ssh2');
  const pair = ssh2.utils.generateKeyPairSync('ed25519', {comment: 'flotilla'});
  return {privateKey: pair.private, publicKey: pair.public};
}
