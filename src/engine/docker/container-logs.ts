import {Demultiplexer} from './demultiplex.ts';

/** All of a log stream as text; a container with a terminal has one plain stream. */
export async function readLogs(stream: AsyncIterable<Buffer>, hasTerminal: boolean): Promise<string> {
  const demultiplexer = new Demultiplexer();
  const pieces: Buffer[] = [];
  for await (const chunk of stream) {
    if (hasTerminal) pieces.push(chunk);
    else for (const {data} of demultiplexer.push(chunk)) pieces.push(data);
  }
  return Buffer.concat(pieces).toString();
}
