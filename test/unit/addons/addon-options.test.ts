// biome-ignore-all lint/suspicious/noTemplateCurlyInString: addons have such placeholders.
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {chooseOptions, fillOptions} from '../../../src/addons/addon-options.ts';
import type {AddonOption} from '../../../src/addons/addon-schema.ts';
import type {KubeObject} from '../../../src/kube/kube-types.ts';

const options: Record<string, AddonOption> = {
  port: {type: 'integer', default: 80, min: 1, max: 99, summary: ''},
  level: {type: 'string', default: 'info', values: ['info', 'debug'], summary: ''},
  title: {type: 'string', default: '', summary: ''},
  secure: {type: 'boolean', default: false, summary: ''},
};
const defaults = {port: 80, level: 'info', title: '', secure: false};

describe('options', () => {
  it('have what was given, else what they had, else their defaults', () => {
    expect(chooseOptions(options, {})).toEqual(defaults);
    expect(chooseOptions(options, {port: '7', secure: 'true'}, {port: 5, level: 'debug'})).toEqual({
      port: 7,
      level: 'debug',
      title: '',
      secure: true,
    });
  });

  it.each([{port: '100'}, {port: 'x'}, {port: ''}, {level: 'loud'}, {secure: 'yes'}, {title: {}}])('refuse %o', (given) => {
    expect(() => chooseOptions(options, given)).toThrow(`The option ${Object.keys(given)[0]} takes`);
  });

  it('forget what another version had and this one does not take', () => {
    expect(chooseOptions(options, {}, {port: 5000, gone: 1})).toEqual(defaults);
  });

  it('once chosen are chosen again by nothing', () => {
    fc.assert(
      fc.property(fc.record({port: fc.integer({min: 1, max: 99}), title: fc.string(), secure: fc.boolean()}), (given) => {
        const once = chooseOptions(options, given);
        expect(chooseOptions(options, {}, once)).toEqual(once);
      }),
    );
  });
});

describe('filling', () => {
  const object = (spec: unknown): KubeObject => ({apiVersion: 'v1', kind: 'X', metadata: {name: 'x'}, spec}) as KubeObject;
  const filled = (spec: unknown, values: Record<string, string | number | boolean>): unknown =>
    (fillOptions([object(spec)], values)[0] as {spec?: unknown}).spec;

  it('keeps the sort of a value that stands alone, and writes it out in a text', () => {
    expect(filled({a: '${port}', b: ['--port=${port}', '${port}${port}'], c: '${PORT} ${other} $port'}, {port: 8})).toEqual({
      a: 8,
      b: ['--port=8', '88'],
      c: '${PORT} ${other} $port',
    });
  });

  it('never changes the shape of an object, whatever the value, and does not read values again', () => {
    fc.assert(
      fc.property(fc.string(), (title) => {
        expect(filled({a: 'x ${title} y', '${title}': 1}, {title, port: 1})).toEqual({a: `x ${title} y`, '${title}': 1});
      }),
    );
    expect(filled('-${title}-', {title: '${port}', port: 1})).toBe('-${port}-');
    expect(filled('${constructor} ${toString}', {title: ''})).toBe('${constructor} ${toString}');
  });

  it('decide what is there at all', () => {
    const disk = {$when: 'storage=disk', name: 'data', claim: 'mine'};
    const memory = {$when: 'storage=memory', name: 'data', memory: {}};
    const claim = {apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: {name: 'mine'}, $when: 'storage=disk'};
    expect(filled([disk, memory], {storage: 'memory'})).toEqual([{name: 'data', memory: {}}]);
    expect(fillOptions([claim], {storage: 'memory'})).toEqual([]);
    expect(fillOptions([claim], {storage: 'disk'})).toEqual([{apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: {name: 'mine'}}]);
  });
});
