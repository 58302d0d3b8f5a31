import {describe, expect, it} from 'vitest';
import type {NodeStatus} from '../../../../src/cluster/status/node-status.ts';
import {pausedStatus, statusLike} from '../../../../src/cluster/status/node-status.ts';
import {statusHints} from '../../../../src/cluster/status/status-hints.ts';

const well: NodeStatus = {
  name: 'dev-control-plane',
  worker: false,
  host: 'Running',
  kubelet: 'Running',
  apiServer: 'Running',
  kubeconfig: 'Configured',
};

describe('hints', () => {
  it('are none when all is well', () => {
    expect(statusHints([well], 'dev')).toEqual([]);
  });

  it.each<[string, readonly NodeStatus[]]>([
    ['flotilla start -p dev', [statusLike('dev-worker', true, 'Stopped')]],
    ['flotilla start -p dev', [well, {...well, kubelet: 'Stopped'}]],
    ['flotilla start -p dev', [statusLike('dev-worker', true, 'Nonexistent')]],
    ['flotilla start -p dev', []],
    ['flotilla unpause -p dev', [pausedStatus('dev-worker', true, 'Configured')]],
    ['The disk of dev-control-plane is full', [{...well, host: 'InsufficientStorage'}]],
    ['flotilla logs -p dev --problems', [{...well, apiServer: 'Error'}]],
  ])('say "%s"', (hint, nodes) => {
    expect(statusHints(nodes, 'dev')).toEqual([expect.stringContaining(hint)]);
  });
});
