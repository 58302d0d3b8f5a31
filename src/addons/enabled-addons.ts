import {isAppError} from '../errors/app-error.ts';
import {readRecords} from './addon-record.ts';
import {type AddonDeps, openAddonView} from './addon-view.ts';
import {readAddons} from './read-addons.ts';

/**
 * Names of the addons that are enabled in a cluster now, which `start` takes; undefined when the cluster cannot be asked. Those of a folder of
 * the user's own are left out, and told.
 */
export async function enabledAddons(cluster: string, deps: AddonDeps): Promise<readonly string[] | undefined> {
  try {
    using view = await openAddonView(cluster, deps);
    const [catalogue, records] = await Promise.all([readAddons(), readRecords(view.api, deps.signal)]);
    const names = Object.keys(records);
    const own = names.filter((name) => !catalogue.has(name));
    if (own.length > 0) deps.progress.warn(`${own.join(', ')}: enabled from a folder of your own, and left out.`);
    return names.filter((name) => catalogue.has(name)).toSorted();
  } catch (error) {
    if (!isAppError(error, 'E_NOT_RUNNING', 'E_API')) throw error;
    return undefined;
  }
}
