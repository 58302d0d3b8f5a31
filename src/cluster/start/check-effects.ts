import {AppError} from '../../errors/app-error.ts';
import type {ClusterSpec} from '../spec/cluster-spec.ts';

/** Refuses what a specification can say and this version does not do, rather than leaving it out in silence. @throws AppError E_CONFIG. */
export function checkEffects({image, nodes}: ClusterSpec): void {
  const other = nodes.findIndex((node) => node.image !== undefined && node.image !== image);
  if (other >= 0) {
    throw new AppError('E_CONFIG', `nodes[${other}].image: all nodes of a cluster run the same image in this version of Flotilla.`, {
      hints: ['set `image` of the cluster, or --image'],
    });
  }
}
