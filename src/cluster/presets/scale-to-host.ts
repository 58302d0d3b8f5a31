import {leastMemory} from '../spec/check-spec.ts';
import type {Preset} from './preset-schema.ts';

/** What the container engine's machine has. */
export interface HostSize {
  readonly cpus: number;
  readonly memoryMiB: number;
}

export interface ScaledSizes {
  readonly cpus?: number;
  /** MiB. */
  readonly memory?: number;
  /** What is less than the preset says, each with the reason, as sentences. */
  readonly cpusSentence?: string;
  readonly memorySentence?: string;
}

type Sizes = Pick<Preset, 'cpus' | 'memory'>;

/**
 * The sizes of a preset's nodes on this host. Processors are shared, so no node gets more than there are; memory is not, so all nodes together
 * get no more than there is, less a tenth for everything else.
 */
export function scaleToHost({cpus, memory}: Sizes, nodes: number, host: HostSize): ScaledSizes {
  return {
    ...(cpus === undefined ? {} : scaledCpus(cpus, nodes, host)),
    ...(memory === undefined ? {} : scaledMemory(memory, nodes, host)),
  };
}

function scaledCpus(wanted: number, nodes: number, host: HostSize): Pick<ScaledSizes, 'cpus' | 'cpusSentence'> {
  const cpus = Math.min(wanted, host.cpus);
  const has = `the container engine's machine has ${host.cpus}`;
  if (cpus < wanted)
    return {cpus, cpusSentence: `Each node gets ${processors(cpus)} rather than ${wanted}: ${has}, which all nodes share.`};
  if (nodes * cpus <= host.cpus) return {cpus};
  return {cpus, cpusSentence: `${nodes} nodes of ${processors(cpus)} each share what there is: ${has}.`};
}

const processors = (count: number): string => `${count} ${count === 1 ? 'processor' : 'processors'}`;

function scaledMemory(wanted: number, nodes: number, host: HostSize): Pick<ScaledSizes, 'memory' | 'memorySentence'> {
  const share = Math.floor((host.memoryMiB - reserveMiB(host)) / nodes);
  if (share >= wanted) return {memory: wanted};
  const least = leastMemory['control-plane'];
  const memory = Math.min(wanted, Math.max(least, share));
  const has = `the container engine's machine has ${host.memoryMiB} MiB for ${nodes} ${nodes === 1 ? 'node' : 'nodes'} and all else`;
  const given =
    memory < wanted
      ? `Each node gets ${memory} MiB of memory rather than ${wanted}: ${has}. Pods that ask for more wait.`
      : `Nodes of ${memory} MiB are more than there is: ${has}.`;
  return {
    memory,
    memorySentence: share < least && memory < wanted ? `${given} A node cannot do with less, so memory may run out.` : given,
  };
}

/** What the host keeps, at least a GiB. */
export const reserveMiB = ({memoryMiB}: HostSize): number => Math.max(1024, Math.ceil(memoryMiB / 10));
