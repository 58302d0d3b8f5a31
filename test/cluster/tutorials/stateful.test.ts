import {afterAll, beforeAll, describe, expect} from 'vitest';
import {sharedClass} from '../../../src/cluster/presets/shared-class.ts';
import {TestCluster} from '../support/test-cluster.ts';
import {testWordpress} from './wordpress/wordpress.ts';
import {testZookeeper} from './zookeeper/zookeeper.ts';

/** The last one leaves nodes that were drained. */
describe('tutorials of stateful applications, on four nodes', () => {
  const cluster = new TestCluster('stateful');

  beforeAll(async () => {
    await cluster.start('--preset', 'wordpress', '-n', '4');
    const built = await cluster.cli('image build', '--sample', 'zookeeper');
    expect(built.exitCode, built.stderr).toBe(0);
  });
  afterAll(() => cluster.close());

  describe('WordPress and MySQL', () => testWordpress(cluster));
  describe('ZooKeeper', () => {
    beforeAll(() => cluster.apply([sharedClass]));
    testZookeeper(cluster, {whole: false});
  });
});
