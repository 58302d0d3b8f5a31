import {type AddonDeps, openAddonView} from './addon-view.ts';
import {enableAddons} from './enable-addons.ts';
import type {AddonPlan} from './plan-addon.ts';
import {type Addon, chosenAddons, readAddons} from './read-addons.ts';

/** The addons that a cluster shall start with, looked up before anything is made. @throws AppError E_ADDON_NOT_FOUND. */
export async function addonsToStart(names: readonly string[]): Promise<readonly Addon[]> {
  return chosenAddons(names, await readAddons());
}

/** Enables them in a cluster that has started. What Secrets need comes from the environment: `start` asks no questions. */
export async function startAddons(
  {cluster, addons, waitMs}: {readonly cluster: string; readonly addons: readonly Addon[]; readonly waitMs: number},
  deps: AddonDeps,
): Promise<readonly AddonPlan[]> {
  using view = await openAddonView(cluster, deps);
  const {progress, signal} = deps;
  const request = {addons, waitMs, secrets: {env: process.env}, given: {}, images: {}, registries: {}};
  return enableAddons(request, {...view, progress, signal});
}
