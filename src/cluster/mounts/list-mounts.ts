import type {Container} from '../../engine/engine.ts';
import type {NodeMount} from '../spec/node-spec.ts';
import type {ClusterState} from '../state/cluster-state.ts';
import {type LiveMount, mountOf} from './mount-keeper.ts';

export interface ListedMount extends LiveMount {
  /** `specification` lasts as long as its nodes; `added` can be removed. */
  readonly origin: 'specification' | 'added';
}

/** All folders of the host that nodes see. `helpers` are the cluster's containers that are no nodes. */
export function listMounts(state: ClusterState, helpers: readonly Container[]): ListedMount[] {
  const plain = ({hostPath, nodePath, readOnly}: NodeMount): LiveMount => ({hostPath, nodePath, readOnly});
  const everywhere = (state.spec?.mounts ?? []).map((mount): ListedMount => ({...plain(mount), origin: 'specification'}));
  const single = state.nodes.flatMap(({name, spec}) =>
    spec.mounts.map((mount): ListedMount => ({...plain(mount), node: name, origin: 'specification'})),
  );
  const added = helpers.flatMap((helper): ListedMount[] => {
    const mount = mountOf(helper);
    return mount ? [{...mount, origin: 'added'}] : [];
  });
  return [...everywhere, ...single, ...added];
}
