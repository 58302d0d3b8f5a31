import type {Container, Engine} from '../../engine/engine.ts';
import {isAppError} from '../../errors/app-error.ts';
import type {KubeApi} from '../../kube/kube-api.ts';
import type {Progress} from '../../progress/progress.ts';
import {helperContainers} from '../helpers/helper-containers.ts';
import type {ClusterPlan} from '../plan/cluster-plan.ts';
import {networkName} from '../plan/names.ts';
import {waitForTunnel} from './open-tunnel.ts';
import {runTunnel, serverOf} from './run-tunnel.ts';
import {leftSentence, removeTunnel} from './stop-tunnel.ts';
import {markOf, tunnelName} from './tunnel-container.ts';

export interface KeepTunnelInput {
  readonly plan: ClusterPlan;
  readonly image: string;
  /** Whether there shall be one; undefined: only if there was one that was to last. */
  readonly wanted: boolean | undefined;
}

interface Deps {
  readonly engine: Engine;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * Makes the tunnel run with the cluster, as part of a start: one that was stopped is started; one of another image, or that was told another
 * address of the API server, is made anew. That of a terminal is left alone while it runs.
 */
export async function keepTunnel({plan, image, wanted}: KeepTunnelInput, api: KubeApi, deps: Deps): Promise<void> {
  const {engine, progress, signal} = deps;
  const cluster = plan.spec.name;
  if (wanted === false) {
    const {stopped, left} = await removeTunnel(cluster, deps, {wake: true});
    if (left !== undefined) progress.warn(leftSentence(left));
    else if (stopped) progress.note('The tunnel has ended.');
    return;
  }
  const [existing] = await helperContainers(engine, cluster, {signal, part: 'tunnel'});
  const mark = existing && markOf(existing);
  if (mark?.attached && existing?.state === 'running') return;
  if (!wanted && (!mark || mark.attached)) return;
  await progress.step('Starting the tunnel', async () => {
    const stays = existing && mark && !mark.attached && existing.image === image && mark.server === serverOf(plan.access);
    if (!stays || !(await startAgain(existing, networkName(cluster), engine, signal)))
      await runTunnel({spec: plan.spec, image, access: plan.access, attached: false, cleanup: mark?.cleanup ?? true}, api, engine, signal);
    await waitForTunnel(tunnelName(cluster), cluster, engine, signal);
  });
}

/** Whether a container runs now; one whose network was made anew has to be made anew, too. */
async function startAgain({name, state, ipv4}: Container, network: string, engine: Engine, signal: AbortSignal): Promise<boolean> {
  if (state === 'paused') await engine.containers.unpause(name, {signal});
  if (state === 'paused' || state === 'running') return ipv4[network] !== undefined;
  try {
    await engine.containers.start(name, {signal});
    return true;
  } catch (error) {
    if (!isAppError(error)) throw error;
    return false;
  }
}
