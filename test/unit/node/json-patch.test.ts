import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {applyJsonPatch} from '../../../src/node/kubeadm/json-patch.ts';

const document = {list: ['a', 'b'], map: {'x/y': 1, 'm~n': {deep: true}}, empty: null};

describe('the operations of RFC 6902', () => {
  test.each<[object[], object]>([
    [[{op: 'add', path: '/list/-', value: 'c'}], {...document, list: ['a', 'b', 'c']}],
    [[{op: 'add', path: '/list/1', value: 'c'}], {...document, list: ['a', 'c', 'b']}],
    [[{op: 'add', path: '/new', value: {a: 1}}], {...document, new: {a: 1}}],
    [[{op: 'add', path: '', value: {whole: true}}], {whole: true}],
    [[{op: 'remove', path: '/list/0'}], {...document, list: ['b']}],
    [[{op: 'remove', path: '/map/x~1y'}], {...document, map: {'m~n': {deep: true}}}],
    [[{op: 'replace', path: '/map/m~0n/deep', value: false}], {...document, map: {'x/y': 1, 'm~n': {deep: false}}}],
    [[{op: 'replace', path: '/list/1', value: 'z'}], {...document, list: ['a', 'z']}],
    [[{op: 'move', from: '/list/0', path: '/first'}], {...document, list: ['b'], first: 'a'}],
    [[{op: 'copy', from: '/map', path: '/other'}], {...document, other: document.map}],
    [
      [
        {op: 'test', path: '/map', value: {'m~n': {deep: true}, 'x/y': 1}},
        {op: 'remove', path: '/map'},
      ],
      {list: document.list, empty: null},
    ],
  ])('%j', (operations, expected) => expect(applyJsonPatch<object>(document, operations as never)).toEqual(expected));

  test('leave the given document as it was', () => {
    const before = structuredClone(document);
    applyJsonPatch(document, [{op: 'remove', path: '/list/0'}]);
    expect(document).toEqual(before);
  });
});

describe('operations that do not fit are refused with their place', () => {
  test.each<[object, RegExp]>([
    [{op: 'remove', path: '/none'}, /\/none is not there/],
    [{op: 'replace', path: '/none', value: 1}, /\/none is not there/],
    [{op: 'add', path: '/none/inner', value: 1}, /\/none\/inner is not there/],
    [{op: 'add', path: '/list/3', value: 1}, /\/list\/3 is not there/],
    [{op: 'remove', path: '/list/-'}, /is not there/],
    [{op: 'remove', path: '/list/01'}, /is not there/],
    [{op: 'test', path: '/list/0', value: 'b'}, /the value is another/],
    [{op: 'add', path: 'list', value: 1}, /does not begin with \//],
    [{op: 'merge', path: '/list'}, /"merge" is no operation/],
  ])('%j', (operation, message) => expect(() => applyJsonPatch(document, [operation as never])).toThrow(message));
});

test('what is added at a key can be read there and be removed again', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue(), {noNullPrototype: true}), fc.string(), fc.jsonValue(), (map, key, value) => {
      fc.pre(!(key in map));
      const path = `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      const added = applyJsonPatch(map, [
        {op: 'add', path, value},
        {op: 'test', path, value},
      ]);
      expect(applyJsonPatch(added, [{op: 'remove', path}])).toEqual(map);
    }),
  );
});
