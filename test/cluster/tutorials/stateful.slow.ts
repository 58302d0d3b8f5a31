import {afterAll, beforeAll, describe, expect} from 'vitest';
import {TestCluster} from '../support/test-cluster.ts';
import {testCassandra} from './cassandra/cassandra.ts';
import {testZookeeper} from './zookeeper/zookeeper.ts';

/** `npm run test:slow`: what takes longer than the run of all tests has time for. */
describe('whole tutorials of stateful applications, on four nodes', () => {
  const cluster = new TestCluster('whole');

  beforeAll(async () => {
    await cluster.start('-n', '4');
    const built = await cluster.cli('image build', '--sample', 'cassandra', '--sample', 'zookeeper');
    expect(built.exitCode, built.stderr).toBe(0);
  });
  afterAll(() => cluster.close());

  describe('Cassandra', () => testCassandra(cluster));
  describe('ZooKeeper', () => testZookeeper(cluster, {whole: true}));
});
