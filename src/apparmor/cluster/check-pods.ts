import {type Check, warning} from '../../cluster/doctor/check.ts';
import {readClusters} from '../../cluster/state/cluster-state.ts';
import type {StatusDeps} from '../../cluster/status/read-status.ts';
import {explainUnconfined, findUnconfinedPods} from './unconfined-pods.ts';

const about = {id: 'apparmor-pods', why: 'A pod that names an AppArmor profile starts only where that profile is loaded.'};

/** Doctor's finding about pods that wait for a profile, of all clusters that run; nothing when there is none. */
export async function checkConfinedPods(deps: StatusDeps): Promise<Check[]> {
  const clusters = await readClusters(deps.engine, deps);
  const running = clusters.filter(({nodes}) => nodes.some(({container}) => container?.state === 'running'));
  const hints = await Promise.all(running.map(async ({name}) => explainUnconfined(await findUnconfinedPods(name, deps), name)));
  return hints.flat().map((hint) => {
    const [found = '', remedy = ''] = hint.split(/: (?=flotilla )/);
    return warning(about, found, remedy);
  });
}
