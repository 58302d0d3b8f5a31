import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {reserveMiB, scaleToHost} from '../../../../src/cluster/presets/scale-to-host.ts';

const least = 1800;
const sizes = fc.record({cpus: fc.integer({min: 1, max: 16}), memory: fc.integer({min: least, max: 16_384})});
const hosts = fc.record({cpus: fc.integer({min: 1, max: 64}), memoryMiB: fc.integer({min: 2048, max: 262_144})});
const counts = fc.integer({min: 1, max: 12});

describe('sizes of a preset on a host', () => {
  test('never exceed what the preset says nor, for processors, what the host has', () =>
    fc.assert(
      fc.property(sizes, counts, hosts, (wanted, nodes, host) => {
        const {cpus = 0, memory = 0} = scaleToHost(wanted, nodes, host);
        expect(cpus).toBe(Math.min(wanted.cpus, host.cpus));
        expect(memory).toBeLessThanOrEqual(wanted.memory);
        expect(memory).toBeGreaterThanOrEqual(least);
      }),
    ));

  test('of all nodes together leave the host its reserve, unless a node could not do with so little', () =>
    fc.assert(
      fc.property(sizes, counts, hosts, (wanted, nodes, host) => {
        const {memory = 0} = scaleToHost(wanted, nodes, host);
        expect(memory === least || nodes * memory <= host.memoryMiB - reserveMiB(host)).toBe(true);
      }),
    ));

  test('grow with the host and shrink with the number of nodes', () =>
    fc.assert(
      fc.property(sizes, counts, hosts, fc.nat(100_000), (wanted, nodes, host, more) => {
        const {memory = 0} = scaleToHost(wanted, nodes, host);
        expect(scaleToHost(wanted, nodes, {...host, memoryMiB: host.memoryMiB + more}).memory).toBeGreaterThanOrEqual(memory);
        expect(scaleToHost(wanted, nodes + 1, host).memory).toBeLessThanOrEqual(memory);
      }),
    ));

  test('come with a sentence whenever they are less, and with none where there is plenty', () =>
    fc.assert(
      fc.property(sizes, counts, hosts, (wanted, nodes, host) => {
        const {cpus, memory, cpusSentence, memorySentence} = scaleToHost(wanted, nodes, host);
        if (cpus !== wanted.cpus)
          expect(cpusSentence).toContain(` ${cpus} ${cpus === 1 ? 'processor' : 'processors'} rather than ${wanted.cpus}:`);
        if (memory !== wanted.memory) expect(memorySentence).toContain(`${memory} MiB of memory rather than ${wanted.memory}`);
        if (nodes * wanted.cpus <= host.cpus) expect(cpusSentence).toBeUndefined();
        if (nodes * wanted.memory <= host.memoryMiB - reserveMiB(host)) expect(memorySentence).toBeUndefined();
      }),
    ));

  test('are as the preset says on a machine like the tutorial means, and none where it says none', () => {
    const host = {cpus: 16, memoryMiB: 32_768};
    expect(scaleToHost({cpus: 2, memory: 4096}, 5, host)).toEqual({cpus: 2, memory: 4096});
    expect(scaleToHost({cpus: undefined, memory: undefined}, 5, host)).toEqual({});
  });
});
