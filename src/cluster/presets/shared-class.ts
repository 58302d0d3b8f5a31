import {defaultMark, provisioners} from '../system/storage.ts';

/** A StorageClass, as far as presets care. */
export interface FoundClass {
  readonly name: string;
  readonly isDefault: boolean;
  readonly provisioner: string;
}

export const storageClassKind = {apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass'};

/** What a class is patched with to be the default one, or no longer. */
export const markPatch = (isDefault: boolean): object => ({metadata: {annotations: {[defaultMark]: String(isDefault)}}});

/** The default class of volumes that every node sees, so that a pod finds its data wherever it runs. */
export const sharedClass = {
  ...storageClassKind,
  metadata: {name: 'shared', annotations: {[defaultMark]: 'true'}},
  provisioner: provisioners.shared,
  volumeBindingMode: 'Immediate',
  reclaimPolicy: 'Delete',
};

export interface SharedSteps {
  /** Classes that shall not be the default any more: their volumes stay on one node. */
  readonly unmark: readonly string[];
  /** Whether the class is to be made, or marked. */
  readonly make: boolean;
}

/** What makes claims get volumes that every node sees; undefined where they do already. Classes are given newest first, as claims take them. */
export function stepsToShared(classes: readonly FoundClass[]): SharedSteps | undefined {
  const defaults = classes.filter(({isDefault}) => isDefault);
  const stays = ({provisioner}: FoundClass): boolean => provisioner === provisioners.local;
  const [taken] = defaults;
  if (taken && !stays(taken)) return undefined;
  return {unmark: defaults.filter(stays).map(({name}) => name), make: defaults.every(stays)};
}
