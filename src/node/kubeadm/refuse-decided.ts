import {isDeepStrictEqual} from 'node:util';
import {AppError} from '../../errors/app-error.ts';
import type {Fields} from './merge-document.ts';

/**
 * Refuses patches of fields on which the rest of the cluster is built. `fields`: each with what decides it in a cluster file, or with
 * `undefined` where nothing does.
 * @throws AppError E_CONFIG.
 */
export function refuseDecided(document: Fields, patched: Fields, fields: Readonly<Record<string, string | undefined>>): void {
  for (const [field, instead] of Object.entries(fields)) {
    if (isDeepStrictEqual(document[field], patched[field])) continue;
    throw new AppError('E_CONFIG', `A patch changes ${field} of kubeadm's ${String(document['kind'])}, on which the cluster is built.`, {
      hints: [instead === undefined ? `leave ${field} out of the patch` : `in a cluster file of Flotilla this is ${instead}`],
    });
  }
}
