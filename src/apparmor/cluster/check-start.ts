import type {ClusterSpec} from '../../cluster/spec/cluster-spec.ts';
import type {Engine, EngineInfo} from '../../engine/engine.ts';
import type {Progress} from '../../progress/progress.ts';
import {noKernel, unsupported} from '../kernel/support.ts';
import {engineHasAppArmor} from './engine-support.ts';

/** What `start` does with profiles of the cluster file where the kernel has no AppArmor. */
export const apparmorNeeds = ['required', 'optional'] as const;
export type AppArmorNeed = (typeof apparmorNeeds)[number];

export interface CheckStartInput {
  readonly spec: Pick<ClusterSpec, 'apparmorProfiles'>;
  readonly need: AppArmorNeed;
  /** A cluster that exists starts as well as it can. */
  readonly exists: boolean;
  readonly info: EngineInfo;
}

/** @throws AppError E_APPARMOR_UNSUPPORTED for a new cluster with profiles that no kernel would know. */
export async function checkAppArmor({spec, need, exists, info}: CheckStartInput, engine: Engine, progress: Progress): Promise<void> {
  if (spec.apparmorProfiles.length === 0 || (await engineHasAppArmor(engine, info))) return;
  const error = unsupported("The container engine's machine", noKernel);
  if (need === 'required' && !exists) {
    throw unsupported(error.message.replace(/ cannot load.*/, ''), [
      ...noKernel,
      {what: 'the cluster file has profiles', remedy: 'flotilla start --apparmor optional makes the cluster without them'},
    ]);
  }
  progress.warn(`${error.message} The profiles of the cluster file have no effect, and pods that name one do not start.`);
}
