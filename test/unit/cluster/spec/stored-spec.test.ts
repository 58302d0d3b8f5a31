import {randomBytes} from 'node:crypto';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {decodeNode} from '../../../../src/cluster/spec/encode-node.ts';
import {decodeSpec, encodeSpec} from '../../../../src/cluster/spec/encode-spec.ts';
import {nodeDefaults} from '../../../../src/cluster/spec/node-spec.ts';
import {readSpec} from '../../../../src/cluster/spec/read-spec.ts';
import {renderSpec} from '../../../../src/cluster/spec/render-spec.ts';
import {specDefaults} from '../../../../src/cluster/spec/spec-defaults.ts';
import {arbitrarySpec} from './arbitrary-spec.ts';

test('a rendered specification reads as itself', () => {
  fc.assert(
    fc.property(arbitrarySpec, (spec) => {
      expect(readSpec({yaml: {text: renderSpec(spec), fileName: 'c.yaml'}, flags: {}})).toEqual(spec);
    }),
    {numRuns: 40},
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

test('nodes of labels by an older version have every field', () => {
  expect(decodeNode({role: 'worker', labels: {a: 'b'}, taints: [], cpus: 2, memory: 512})).toEqual({
    ...nodeDefaults,
    role: 'worker',
    labels: {a: 'b'},
    cpus: 2,
    memory: 512,
  });
});

const manifestsOf = (kib: number) => ({
  ...specDefaults,
  manifests: [{name: 'large', text: `# ${randomBytes(kib * 512).toString('hex')}\n`}],
});

test('long texts are compressed, so that labels stay small', () => {
  const text = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n---\n'.repeat(1000);
  const spec = {...specDefaults, manifests: [{name: 'many', text}]};
  expect(encodeSpec(spec).length).toBeLessThan(4096);
  expect(decodeSpec(encodeSpec(spec))).toEqual(spec);
});

test('what is too large for a label is refused', () => {
  expect(decodeSpec(encodeSpec(manifestsOf(200)))).toMatchObject({name: 'flotilla'});
  expect(() => encodeSpec(manifestsOf(600))).toThrow(expect.objectContaining({id: 'E_CONFIG'}));
});

test.each(['', 'null', '{}', '{"v":1}', '{"v":2,"name":"a","z":"no"}', '{"v":3,"name":"a","nodes":[]}', '[]'])('%j is refused', (text) => {
  expect(() => decodeSpec(text)).toThrow(expect.objectContaining({id: 'E_CONFIG'}));
});
