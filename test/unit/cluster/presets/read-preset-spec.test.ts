import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {Preset} from '../../../../src/cluster/presets/preset-schema.ts';
import {readPresetSpec} from '../../../../src/cluster/presets/read-preset-spec.ts';
import {specSources} from '../../../../src/cluster/spec/spec-sources.ts';

const preset: Preset = {
  name: 'some',
  summary: 'Some',
  nodes: 3,
  cpus: 3,
  memory: 3072,
  taintControlPlanes: true,
  tunnel: true,
  addons: ['one'],
  samples: [],
  images: [],
  provisioners: [],
  apparmorProfiles: [],
  next: [],
};
const host = {cpus: 64, memoryMiB: 262_144};
const maybe = <T>(value: T) => fc.option(fc.constant(value), {nil: undefined});

/** For each setting, which of the layers say something: the strongest of them is what counts. */
test("flags win over the file, the file over the preset, the preset over the user's defaults", () =>
  fc.assert(
    fc.property(
      fc.record({nodes: maybe(6), cpus: maybe(6), memory: maybe(6144), tunnel: maybe(false), addons: maybe(['six'])}),
      fc.record({tunnel: maybe(false), taintControlPlanes: maybe(false), addons: maybe(['five'])}),
      fc.record({nodes: maybe(2), cpus: maybe(2), memory: maybe(2048), tunnel: maybe(false), addons: maybe(['two'])}),
      (flags, file, defaults) => {
        const text = JSON.stringify({apiVersion: 'flotilla.dev/v1alpha1', kind: 'Cluster', ...file});
        const {spec, input, scaled} = readPresetSpec({flags, defaults, yaml: {text, fileName: 'c.yaml'}}, preset, host);
        expect(scaled).toEqual([]);
        expect(spec.nodes).toHaveLength(flags.nodes ?? 3);
        expect(new Set(spec.nodes.map(({cpus}) => cpus))).toEqual(new Set([flags.cpus ?? 3]));
        expect(new Set(spec.nodes.map(({memory}) => memory))).toEqual(new Set([flags.memory ?? 3072]));
        expect(spec.tunnel).toBe(flags.tunnel ?? file.tunnel ?? true);
        expect(spec.taintControlPlanes).toBe(file.taintControlPlanes ?? true);
        expect(new Set(spec.addons)).toEqual(new Set([...(flags.addons ?? []), ...(file.addons ?? []), 'one']));
        const sources = specSources(spec, input, new Set(['nodes', 'cpus', 'memory', 'tunnel', 'addons']));
        expect(sources).toMatchObject({
          nodes: flags.nodes === undefined ? 'preset' : 'flag',
          'nodes[].memory': flags.memory === undefined ? 'preset' : 'flag',
          tunnel: flags.tunnel !== undefined ? 'flag' : file.tunnel !== undefined ? 'file' : 'preset',
          taintControlPlanes: file.taintControlPlanes === undefined ? 'preset' : 'file',
          kubernetesVersion: 'default',
        });
      },
    ),
  ));

test("the nodes of a file are its own; those without a size get the preset's, as far as the host has it", () => {
  const text = 'apiVersion: flotilla.dev/v1alpha1\nkind: Cluster\nnodes: [{role: control-plane, memory: 9g}, {role: worker}]\n';
  const {spec, scaled} = readPresetSpec({flags: {}, yaml: {text, fileName: 'c.yaml'}}, preset, {cpus: 2, memoryMiB: 6000});
  expect(spec.nodes.map(({role, cpus, memory}) => [role, cpus, memory])).toEqual([
    ['control-plane', 2, 9216],
    ['worker', 2, 2488],
  ]);
  expect(scaled).toEqual([
    expect.stringContaining('2 processors rather than 3'),
    expect.stringContaining('2488 MiB of memory rather than 3072'),
  ]);
});
