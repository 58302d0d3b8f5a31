import type {KubeObject} from '../kube-types.ts';

/** An object as it is written down to be applied: any fields besides those that all objects have. */
export interface Manifest extends KubeObject {
  readonly [field: string]: unknown;
}
