import {lookup} from 'node:dns/promises';
import {setTimeout as delay} from 'node:timers/promises';

/** How long (ms) the system may take; a name server that does not answer is none. */
const patienceMs = 1000;

/** Whether the system resolves a name to this address. */
export async function resolvesTo(name: string, address: string): Promise<boolean> {
  const found = await Promise.race([lookup(name, {all: true}).catch(() => []), delay(patienceMs, [], {ref: false})]);
  return found.some((one) => one.address === address);
}
