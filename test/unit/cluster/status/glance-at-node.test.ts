import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {describe, expect, it} from 'vitest';
import type {NodeState} from '../../../../src/cluster/state/cluster-state.ts';
import {glanceAtNode} from '../../../../src/cluster/status/glance-at-node.ts';
import {mountOf, thisVicinity} from '../../../../src/cluster/status/this-vicinity.ts';
import type {Vicinity} from '../../../../src/cluster/status/vicinity.ts';
import {sampleSpec, sampleState} from './sample-state.ts';

const {signal} = new AbortController();
const spec = sampleSpec('dev', 1);
const [, bare] = sampleState('dev', ['running', 'running']).nodes as [NodeState, NodeState];
const worker: NodeState = {...bare, volume: {name: 'dev-worker-var', labels: {}, folder: '/engine/volumes/dev-worker-var/_data'}};

function vicinity(change: Partial<Vicinity> = {}): Vicinity {
  return {
    hasAddress: (address) => address === '172.30.4.1',
    isListening: async (address, port) => address === '172.30.4.11' && port === 10_250,
    usedPercent: async (folder) => (folder === worker.volume?.folder ? 42 : undefined),
    ...change,
  };
}
const glance = (around: Vicinity, node = worker) => glanceAtNode(node, spec, around, signal);

describe('a node seen from outside', () => {
  it('runs when its kubelet listens and its disk has room', async () => {
    expect(await glance(vicinity())).toEqual({host: 'Running', kubelet: 'Running'});
  });

  it('has a full disk from 99 percent on', async () => {
    expect(await glance(vicinity({usedPercent: async () => 98}))).toMatchObject({host: 'Running'});
    expect(await glance(vicinity({usedPercent: async () => 99}))).toEqual({host: 'InsufficientStorage', kubelet: 'Running'});
  });

  it('has to be asked itself when anything is in doubt', async () => {
    const never = async () => expect.fail('somebody else may have that address');
    expect(await glance(vicinity({hasAddress: () => false, isListening: never}))).toBeUndefined();
    expect(await glance(vicinity({isListening: async () => false}))).toBeUndefined();
    expect(await glance(vicinity({usedPercent: async () => undefined}))).toBeUndefined();
    expect(await glance(vicinity(), bare)).toBeUndefined();
  });
});

describe('this machine', () => {
  it('has its own addresses and no others', () => {
    expect(thisVicinity.hasAddress('127.0.0.1')).toBe(true);
    expect(thisVicinity.hasAddress('192.0.2.1')).toBe(false);
  });

  it('tells who listens', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const {port} = server.address() as {port: number};
    expect(await thisVicinity.isListening('127.0.0.1', port, signal)).toBe(true);
    await new Promise((resolve) => server.close(resolve));
    expect(await thisVicinity.isListening('127.0.0.1', port, signal)).toBe(false);
    expect(await thisVicinity.isListening('127.0.0.1', port, AbortSignal.abort())).toBe(false);
  });

  it('measures the disk of a folder, not of one that it does not have', async () => {
    expect(await thisVicinity.usedPercent(tmpdir())).toBeGreaterThanOrEqual(0);
    expect(await thisVicinity.usedPercent(tmpdir())).toBeLessThanOrEqual(100);
    expect(await thisVicinity.usedPercent('/no/such/folder')).toBeUndefined();
  });

  it('finds the mount that a path is below', () => {
    const mounts = ['/', '/var', '/var/lib/docker', '/var/lib/docker/volumes/a\\040b/_data'].map(
      (point) => `1 0 8:1 / ${point} rw - ext4 x rw`,
    );
    const mountinfo = mounts.join('\n');
    expect(mountOf('/var/lib/docker/volumes/x/_data', mountinfo)).toBe('/var/lib/docker');
    expect(mountOf('/var/lib/dockerx', mountinfo)).toBe('/var');
    expect(mountOf('/var/lib/docker/volumes/a b/_data', mountinfo)).toBe('/var/lib/docker/volumes/a b/_data');
    expect(mountOf('/home', mountinfo)).toBe('/');
    expect(mountOf('/home', '')).toBeUndefined();
  });
});
