import {createReadStream, createWriteStream} from 'node:fs';
import {join} from 'node:path';
import {pipeline} from 'node:stream/promises';
import {createGunzip} from 'node:zlib';
import {extract} from 'tar-stream';
import {AppError} from '../../../errors/app-error.ts';
import {layerPath} from '../../oci/layer-entry.ts';

/** Takes single files out of a .tar.gz: binary name -> member. @throws AppError E_DOWNLOAD when a member is not in it. */
export async function extractMembers(
  archive: string,
  members: Readonly<Record<string, string>>,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  const wanted = new Map(Object.entries(members).map(([binary, member]) => [member, binary]));
  const reader = extract();
  const read = async (): Promise<void> => {
    for await (const entry of reader) {
      const member = layerPath(entry.header.name);
      const binary = wanted.get(member);
      if (binary !== undefined && entry.header.type === 'file') {
        await pipeline(entry as unknown as NodeJS.ReadableStream, createWriteStream(join(folder, binary), {mode: 0o755}), {signal});
        wanted.delete(member);
      } else {
        entry.resume();
      }
    }
  };
  await Promise.all([pipeline(createReadStream(archive), createGunzip(), reader as unknown as NodeJS.WritableStream, {signal}), read()]);
  if (wanted.size > 0) throw new AppError('E_DOWNLOAD', `${archive} does not hold ${[...wanted.keys()].join(', ')}.`);
}
