import {Agent, get} from 'node:http';
import {setTimeout as delay} from 'node:timers/promises';

export interface Answer {
  readonly client: string;
  readonly server: string;
}

/** Asks the web server at an address, on a connection of its own. @throws when nobody answers. */
export async function ask(address: string, timeoutMs = 10_000): Promise<Answer> {
  const host = address.includes(':') ? `[${address}]` : address;
  const text = await fetchText(`http://${host}/cgi-bin/who`, timeoutMs);
  const [client = '', server = ''] = text.split(' ');
  return {client, server};
}

const agent = new Agent({keepAlive: false});

export function fetchText(url: string, timeoutMs = 10_000): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get(url, {agent, signal: AbortSignal.timeout(timeoutMs)}, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.once('error', reject);
      response.once('end', () => {
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`${url}: ${response.statusCode} ${text}`));
      });
    });
    request.once('error', reject);
  });
}

/** Asks for a page again and again, several at a time, until told to stop and at least so often; gives what went wrong. */
export function keepAsking(address: string, atLeast: number): {readonly stop: () => Promise<{count: number; errors: string[]}>} {
  let [count, isOver] = [0, false];
  const errors: string[] = [];
  const worker = async (): Promise<void> => {
    while (!isOver || count < atLeast) {
      count += 1;
      await fetchText(`http://${address}/page`, 60_000).catch((error: Error) => errors.push(error.message));
      await delay(1);
    }
  };
  const workers = Array.from({length: 8}, worker);
  return {
    stop: async () => {
      isOver = true;
      await Promise.all(workers);
      return {count, errors};
    },
  };
}
