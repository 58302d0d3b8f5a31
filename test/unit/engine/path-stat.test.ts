import {expect, test} from 'vitest';
import {parsePathStat} from '../../../src/engine/docker/path-stat.ts';

const header = (stat: object) => ({'x-docker-container-path-stat': Buffer.from(JSON.stringify(stat)).toString('base64')});

test.each([
  [
    {name: 'f', mode: 0o644, linkTarget: ''},
    {type: 'file', linkTarget: ''},
  ],
  [
    {name: 'd', mode: 0o755 + 2 ** 31, linkTarget: ''},
    {type: 'folder', linkTarget: ''},
  ],
  [
    {name: 't', mode: 0o777 + 2 ** 31 + 2 ** 20, linkTarget: ''},
    {type: 'folder', linkTarget: ''},
  ],
  [
    {name: 'l', mode: 0o777 + 2 ** 27, linkTarget: '/etc/x'},
    {type: 'link', linkTarget: '/etc/x'},
  ],
  [
    {name: 'p', mode: 0o644 + 2 ** 25, linkTarget: ''},
    {type: 'other', linkTarget: ''},
  ],
  [
    {name: 'c', mode: 0o644 + 2 ** 26 + 2 ** 21, linkTarget: ''},
    {type: 'other', linkTarget: ''},
  ],
])('%j', (stat, expected) => expect(parsePathStat(header(stat))).toEqual(expected));

test('no header, no answer', () => expect(parsePathStat({})).toBeUndefined());
