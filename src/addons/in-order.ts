import {TaskGroup} from '../async/task-group.ts';
import type {AddonPlan} from './plan-addon.ts';

/**
 * Does something for all addons at the same time, but for each only when it is done for those that it needs, which are named before it.
 * The first failure aborts the others, and is thrown when they have ended.
 */
export async function inOrder<T extends {readonly addon: Pick<AddonPlan['addon'], 'name' | 'needs'>}>(
  plans: readonly T[],
  parent: AbortSignal,
  body: (plan: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const group = new TaskGroup(parent);
  const done = new Map<string, Promise<void>>();
  const afterNeeds = async (plan: T, signal: AbortSignal): Promise<void> => {
    await Promise.all(plan.addon.needs.map((name) => done.get(name)));
    signal.throwIfAborted();
    await body(plan, signal);
  };
  const all = plans.map((plan) =>
    group.run((signal) => {
      const work = afterNeeds(plan, signal);
      done.set(plan.addon.name, work);
      return work;
    }),
  );
  await Promise.all(all);
}
