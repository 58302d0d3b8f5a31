import {afterAll, beforeAll, describe} from 'vitest';
import {TestCluster} from '../support/test-cluster.ts';
import {until} from '../support/until.ts';
import {testCassandra} from './cassandra/cassandra.ts';
import {testZookeeper} from './zookeeper/zookeeper.ts';

/** A cluster as the preset makes it, with the images of the tutorial, for the tests of one tutorial. */
function clusterOf(preset: string): TestCluster {
  const cluster = new TestCluster(preset);
  beforeAll(async () => {
    await cluster.start('--preset', preset);
    await until('nothing lacks', async () => (await cluster.cli('preset check', preset)).exitCode === 0);
  });
  afterAll(() => cluster.close());
  return cluster;
}

/** `npm run test:slow`: what takes longer than the run of all tests has time for. One cluster at a time. */
describe('whole tutorials of stateful applications, each on a cluster of its preset', () => {
  describe('Cassandra', () => testCassandra(clusterOf('cassandra')));
  describe('ZooKeeper', () => testZookeeper(clusterOf('zookeeper'), {whole: true}));
});
