import {TaskGroup} from './task-group.ts';

export interface MapConcurrentOptions {
  readonly signal: AbortSignal;
  /** How many run at the same time; all of them by default. */
  readonly limit?: number;
}

/** Maps items at the same time and keeps their order. The first failure aborts the rest and is thrown after all have settled. */
export async function mapConcurrent<I, T>(
  items: readonly I[],
  options: MapConcurrentOptions,
  body: (item: I, signal: AbortSignal, index: number) => Promise<T>,
): Promise<T[]> {
  const group = new TaskGroup(options.signal);
  const results: T[] = new Array(items.length);
  const entries = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of entries) {
      results[index] = await group.run((signal) => body(item, signal, index));
    }
  };
  const workers = Array.from({length: Math.min(options.limit ?? items.length, items.length)}, worker);
  const settled = await Promise.allSettled(workers);
  const failed = settled.find((result) => result.status === 'rejected');
  if (failed) throw group.firstFailure ?? failed.reason;
  return results;
}
