import {afterAll, beforeAll, describe, expect} from 'vitest';
import {TestCluster} from '../support/test-cluster.ts';
import {testZookeeper} from './zookeeper/zookeeper.ts';

describe('tutorials of stateful applications, on four nodes', () => {
  const cluster = new TestCluster('stateful');

  beforeAll(async () => {
    await cluster.start('-n', '4');
    const built = await cluster.cli('image build', '--sample', 'zookeeper');
    expect(built.exitCode, built.stderr).toBe(0);
  });
  afterAll(() => cluster.close());

  describe('ZooKeeper', () => testZookeeper(cluster));
});
