import {TaskGroup} from './task-group.ts';

type Body<T> = (signal: AbortSignal) => Promise<T>;

/** Runs different bodies at the same time and keeps their order. The first failure aborts the rest and is thrown after all have settled. */
export async function allOf<T extends readonly unknown[]>(
  signal: AbortSignal,
  ...bodies: {readonly [K in keyof T]: Body<T[K]>}
): Promise<T> {
  const group = new TaskGroup(signal);
  const settled = await Promise.allSettled(bodies.map((body) => group.run(body)));
  const failed = settled.find((result) => result.status === 'rejected');
  if (failed) throw group.firstFailure ?? failed.reason;
  return settled.map((result) => (result.status === 'fulfilled' ? result.value : undefined)) as unknown as T;
}
