import {createInterface} from 'node:readline/promises';
import {Writable} from 'node:stream';

/** Asks on the terminal; what is typed as a hidden answer is not shown. */
export async function askOnTerminal(question: string, hidden: boolean): Promise<string> {
  process.stderr.write(`${question}: `);
  const output = hidden ? new Writable({write: (_chunk, _encoding, done) => done()}) : process.stderr;
  const lines = createInterface({input: process.stdin, output, terminal: true});
  try {
    return (await lines.question('')).trim();
  } finally {
    lines.close();
    if (hidden) process.stderr.write('\n');
  }
}
