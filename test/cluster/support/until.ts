import {setTimeout as delay} from 'node:timers/promises';

/** Asks every 100 ms until the answer is yes; a question that fails is asked again. Says how many seconds that took. @throws after a minute and a half. */
export async function until(what: string, isTrue: () => Promise<boolean>): Promise<number> {
  const started = performance.now();
  const elapsed = (): number => (performance.now() - started) / 1000;
  let last: unknown = 'the answer was no';
  while (elapsed() < 90) {
    try {
      if (await isTrue()) return elapsed();
      last = 'the answer was no';
    } catch (error) {
      last = error;
    }
    await delay(100);
  }
  throw new Error(`Waited 90 s for ${what}.`, {cause: last});
}
