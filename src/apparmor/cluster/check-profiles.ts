import {randomBytes} from 'node:crypto';
import {type HelperPart, label} from '../../cluster/labels.ts';
import type {ClusterSpec} from '../../cluster/spec/cluster-spec.ts';
import type {Engine} from '../../engine/engine.ts';
import type {Shell} from '../../node/shell.ts';
import type {Progress} from '../../progress/progress.ts';
import {compileProfile} from '../kernel/parser.ts';
import type {Machine} from '../machine.ts';
import {specifiedProfiles} from '../profiles-of.ts';

const part: HelperPart = 'apparmor';

export interface CheckProfilesDeps {
  readonly engine: Engine;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  shellOf(node: string): Shell;
}

/**
 * Has the apparmor_parser of the node image read the profiles of a cluster that is not made yet, in a container that is gone afterwards: what
 * it does not accept would else come out when the nodes run already. It needs no AppArmor in the kernel for that. The container has the
 * cluster's label, so that a deletion finds what an interruption left.
 * @throws AppError E_APPARMOR_PROFILE with the line of the mistake.
 */
export async function checkProfiles(
  {name: cluster, apparmorProfiles}: Pick<ClusterSpec, 'name' | 'apparmorProfiles'>,
  image: string,
  {engine, progress, signal, shellOf}: CheckProfilesDeps,
): Promise<void> {
  const units = specifiedProfiles(apparmorProfiles);
  if (units.length === 0) return;
  await progress.step('Checking AppArmor profiles', async () => {
    const name = `${cluster}-apparmor-${randomBytes(3).toString('hex')}`;
    const labels = {[label.cluster]: cluster, [label.part]: part};
    try {
      await engine.containers.create({name, image, labels, entrypoint: ['sleep', '600'], command: [], networkMode: 'none'}, {signal});
      await engine.containers.start(name, {signal});
      const machine: Machine = {name, isRoot: true, shell: shellOf(name)};
      for (const unit of units) await compileProfile(unit, machine, {signal});
    } finally {
      await engine.containers.remove(name, {signal: AbortSignal.timeout(10_000)}).catch(() => {});
    }
  });
}
