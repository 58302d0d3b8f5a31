import {describe, expect, test} from 'vitest';
import {clusterFolder, findPaths, privateKeyPath} from '../../../../src/cluster/state/paths.ts';

describe('folders on the client', () => {
  test('are those of FLOTILLA_HOME where it is set', () => {
    expect(findPaths({FLOTILLA_HOME: '/home/me/f'})).toEqual({data: '/home/me/f/data', cache: '/home/me/f/cache'});
  });

  test('are the usual ones otherwise', () => {
    const {data, cache} = findPaths({});
    expect([data, cache]).toEqual([expect.stringMatching(/\/flotilla$/), expect.stringMatching(/\/flotilla$/)]);
    expect(data).not.toBe(cache);
  });

  test('a cluster has its own, with its key in it', () => {
    const paths = {data: '/d', cache: '/c'};
    expect(clusterFolder(paths, 'dev')).toBe('/d/clusters/dev');
    expect(privateKeyPath(paths, 'dev')).toBe('/d/clusters/dev/id_ed25519');
  });

  test.each(['..', '../x', 'a/b', '', '.'])('no name leads out: %j', (name) => {
    expect(() => clusterFolder({data: '/d', cache: '/c'}, name)).toThrow(expect.objectContaining({id: 'E_USAGE'}));
  });
});
