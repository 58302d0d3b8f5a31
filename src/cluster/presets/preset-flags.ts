import type {SpecFlags} from '../spec/spec-flags.ts';
import type {Preset} from './preset-schema.ts';

/**
 * What a preset says, as flags would; what it does not say is left to others. `controlPlanes` are those that somebody asks for besides: the
 * preset's nodes are then at least as many.
 */
export function presetFlags(
  {nodes, taintControlPlanes, cpus, memory, tunnel, addons}: Preset,
  {ha, controlPlanes = ha ? 3 : 1}: Pick<SpecFlags, 'ha' | 'controlPlanes'> = {},
): SpecFlags {
  return {
    nodes: Math.max(nodes, controlPlanes),
    ...(cpus === undefined ? {} : {cpus}),
    ...(memory === undefined ? {} : {memory}),
    ...(taintControlPlanes ? {taintControlPlanes} : {}),
    ...(tunnel ? {tunnel} : {}),
    ...(addons.length > 0 ? {addons} : {}),
  };
}
