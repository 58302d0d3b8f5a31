import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {createGunzip} from 'node:zlib';
import {extract} from 'tar-stream';
import type {CallOptions, Engine} from '../../engine/engine.ts';
import type {LogFolder} from './log-folder.ts';
import type {NodeReader} from './node-reader.ts';
import {Redactor} from './redactor.ts';

/** Copies all logs of all pods of a node, older and rotated ones too, to `<target>/<namespace>_<pod>_<uid>/<container>/`. */
export async function copyPodLogs(
  reader: NodeReader,
  target: string,
  folder: LogFolder,
  engine: Engine,
  {signal}: CallOptions,
): Promise<void> {
  const archive = await engine.containers.getArchive(reader.container, `${reader.varFolder}/log/pods`, {signal});
  const unpacked = extract();
  const copied = (async () => {
    for await (const entry of unpacked) {
      const {name, type} = entry.header;
      if (type === 'file') await copyLog(name, Readable.from(entry), target, folder);
      else entry.resume();
    }
  })();
  await Promise.all([pipeline(archive, unpacked, {signal}), copied]);
}

/** Rotated logs are compressed; they are unpacked, for secrets can be removed from text only. */
async function copyLog(name: string, entry: Readable, target: string, folder: LogFolder): Promise<void> {
  const isCompressed = name.endsWith('.gz');
  const file = `${target}/${name.replace(/^pods\//, '').replace(/\.gz$/, '')}`;
  await folder.stream(file, isCompressed ? entry.pipe(createGunzip()) : entry, redactLines);
}

async function* redactLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const redactor = new Redactor();
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, {stream: true})).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) yield lines.map((line) => `${redactor.line(line)}\n`).join('');
  }
  rest += decoder.decode();
  if (rest !== '') yield redactor.line(rest);
}
