import {expect, test} from 'vitest';
import {complaintsOf} from '../../../../src/cluster/mounts/keeper-complaints.ts';

const log = 'move_mount to /data: Invalid argument\non node dev-worker\nopen_tree: Operation not permitted\non node dev-worker2\nhalf of a';

test('what a keeper says of one node is not said of another', () => {
  expect(complaintsOf(log, 'dev-worker')).toEqual(['move_mount to /data: Invalid argument']);
  expect(complaintsOf(log, 'dev-worker2')).toEqual(['open_tree: Operation not permitted']);
  expect(complaintsOf(log, 'dev-control-plane')).toEqual([]);
});

test('a keeper that cannot work at all says so for all nodes', () => {
  expect(complaintsOf('keeper: /source is no mount\n', 'dev-worker')).toEqual(['/source is no mount']);
});

test('a node that failed without a word is a failure all the same', () => {
  expect(complaintsOf('on node dev-worker\n', 'dev-worker')).toEqual(['the kernel gave no reason']);
});
