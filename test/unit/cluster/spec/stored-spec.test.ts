import fc from 'fast-check';
import {expect, test} from 'vitest';
import {decodeSpec, encodeSpec} from '../../../../src/cluster/spec/encode-spec.ts';
import {readSpec} from '../../../../src/cluster/spec/read-spec.ts';
import {renderSpec} from '../../../../src/cluster/spec/render-spec.ts';
import {specDefaults} from '../../../../src/cluster/spec/spec-defaults.ts';
import {arbitrarySpec} from './arbitrary-spec.ts';

test('a rendered specification reads as itself', () => {
  fc.assert(
    fc.property(arbitrarySpec, (spec) => {
      expect(readSpec({yaml: {text: renderSpec(spec), fileName: 'c.yaml'}, flags: {}})).toEqual(spec);
    }),
  );
});

test('an encoded specification decodes to itself and takes one line', () => {
  fc.assert(
    fc.property(arbitrarySpec, (spec) => {
      expect(decodeSpec(encodeSpec(spec))).toEqual(spec);
      expect(encodeSpec(spec)).not.toContain('\n');
    }),
  );
});

test('fields that an older version did not store get their defaults', () => {
  const {name, nodes} = specDefaults;
  expect(decodeSpec(JSON.stringify({v: 1, name, nodes, networking: {podCIDR: '10.1.0.0/16'}}))).toEqual({
    ...specDefaults,
    networking: {...specDefaults.networking, podCIDR: '10.1.0.0/16'},
  });
});

test.each(['', 'null', '{}', '{"v":1}', '{"v":2,"name":"a","nodes":[]}', '[]'])('%j is refused', (text) => {
  expect(() => decodeSpec(text)).toThrow(expect.objectContaining({id: 'E_CONFIG'}));
});
