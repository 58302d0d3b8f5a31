import {flagPlaces, isSaid} from './flag-places.ts';
import type {SpecFlags} from './spec-flags.ts';

/** Sizes of nodes are filled in node by node; all other places belong to the file as soon as it names them. */
const nodeSizes = ['cpus', 'memory'] as const;

/**
 * Defaults of the user (`flotilla config set`) where neither a flag nor the file says anything: as flags, and for nodes that the file lists
 * without their size, as data of the file.
 */
export function applyDefaults(raw: unknown, flags: SpecFlags, defaults: SpecFlags): {readonly raw: unknown; readonly flags: SpecFlags} {
  const nodes: unknown = raw !== null && typeof raw === 'object' && 'nodes' in raw ? raw.nodes : undefined;
  const hasNodes = Array.isArray(nodes);
  const used = Object.entries(defaults).filter(([key]) => {
    const isSize = nodeSizes.some((size) => size === key);
    return !isSaid(raw, flagPlaces[key as keyof SpecFlags]) && !(isSize && hasNodes);
  });
  const sized = hasNodes ? {...(raw as object), nodes: nodes.map((node: unknown) => withSizes(node, defaults))} : raw;
  return {raw: sized, flags: {...Object.fromEntries(used), ...flags}};
}

function withSizes(node: unknown, defaults: SpecFlags): unknown {
  if (node === null || typeof node !== 'object') return node;
  const sizes = nodeSizes.filter((size) => defaults[size] !== undefined && !(size in node)).map((size) => [size, defaults[size]]);
  return {...node, ...Object.fromEntries(sizes)};
}
