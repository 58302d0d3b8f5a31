import {describe, expect, test} from 'vitest';
import {parseCopy} from '../../../../src/cluster/copy/parse-copy.ts';
import {isContents, placeCopy} from '../../../../src/cluster/copy/place-copy.ts';

const local = (path: string) => ({kind: 'local', path});
const inNode = (node: string | undefined, path: string) => ({kind: 'node', node, path});

describe('the words of cp', () => {
  test.each([
    ['./a', 'worker:/tmp/a', local('./a'), inNode('worker', '/tmp/a')],
    ['m02:/var/log', '.', inNode('m02', '/var/log'), local('.')],
    ['worker:/a', 'dev-worker2:/b/', inNode('worker', '/a'), inNode('dev-worker2', '/b/')],
    ['a', '/tmp/a', local('a'), inNode(undefined, '/tmp/a')],
    ['/a', '/tmp/a', local('/a'), inNode(undefined, '/tmp/a')],
    ['./a:b', 'worker:/c:d', local('./a:b'), inNode('worker', '/c:d')],
    ['/x:y', 'worker:/z', local('/x:y'), inNode('worker', '/z')],
    ['worker:/a', '/b', inNode('worker', '/a'), local('/b')],
    ['.', 'worker:/a b\n', local('.'), inNode('worker', '/a b\n')],
  ])('%j %j', (source, target, from, to) => {
    expect(parseCopy(source, target)).toEqual({source: from, target: to});
  });

  test.each([
    ['a', 'b', 'Neither "a" nor "b" is in a node.'],
    ['a', 'worker:b', 'not absolute'],
    ['worker:', 'a', 'not absolute'],
    ['worker:~/a', '.', 'write /root/a'],
    ['a', 'worker:~', 'write /root'],
    ['~/a', 'worker:/a', 'leave the quotes away'],
    ['', 'worker:/a', 'empty'],
  ])('%j %j is refused', (source, target, words) => {
    try {
      parseCopy(source, target);
      expect.unreachable();
    } catch (error) {
      const {id, message, hints} = error as {id: string; message: string; hints: readonly string[]};
      expect(id).toBe('E_USAGE');
      expect(`${message} ${hints.join()}`).toContain(words);
    }
  });
});

describe('the place of a copy', () => {
  test.each([
    ['a file, to a path where nothing is', 'x/a', 'file', '/t/b', 'none', {folder: '/t', name: 'b'}],
    ['a file, onto a file', 'x/a', 'file', '/t/b', 'file', {folder: '/t', name: 'b'}],
    ['a file, into a folder', 'x/a', 'file', '/t', 'folder', {folder: '/t', name: 'a'}],
    ['a file, into a folder that is to be made', 'x/a', 'file', '/t/', 'none', {folder: '/t/', name: 'a'}],
    ['a folder, to a path where nothing is', 'x/d', 'folder', '/t/e', 'none', {folder: '/t', name: 'e'}],
    ['a folder, with a slash', 'x/d/', 'folder', '/t/e/', 'none', {folder: '/t', name: 'e'}],
    ['a folder, into a folder', 'x/d', 'folder', '/t', 'folder', {folder: '/t', name: 'd'}],
    ['what is in a folder', 'x/d/.', 'folder', '/t', 'folder', {folder: '/t', name: ''}],
    ['what is in a folder, to a path where nothing is', 'x/d/.', 'folder', '/t', 'none', {folder: '/t', name: ''}],
  ] as const)('%s', (_, source, sourceKind, target, targetKind, expected) => {
    expect(placeCopy({source, sourceKind, target, targetKind})).toEqual(expected);
  });

  test('a folder cannot replace a file', () => {
    expect(() => placeCopy({source: 'd', sourceKind: 'folder', target: '/f', targetKind: 'file'})).toThrow('/f is a file');
  });

  test('only a dot after a slash means the content', () => {
    expect(['d/.', './.', 'd/x.', '.', 'd'].map(isContents)).toEqual([true, true, false, false, false]);
  });
});
