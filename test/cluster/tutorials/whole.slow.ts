import {afterAll, beforeAll, describe} from 'vitest';
import {TestCluster} from '../support/test-cluster.ts';
import {until} from '../support/until.ts';
import {walkBasics} from './basics.ts';
import {testCassandra} from './cassandra/cassandra.ts';
import {walkExternalIp} from './external-ip.ts';
import {walkGoodbye, walkHelloMinikube} from './hello-minikube.ts';
import {walkRedisConfigMap} from './redis-configmap.ts';
import {walkStatefulSet} from './statefulset.ts';
import {Walk} from './walk.ts';
import {testWordpress} from './wordpress/wordpress.ts';
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

/** The same, with somebody who types the tutorial's lines. */
function readerOn(preset: string): () => Walk {
  const cluster = clusterOf(preset);
  let reader: Walk;
  beforeAll(() => {
    reader = new Walk(cluster);
  });
  afterAll(() => reader[Symbol.dispose]());
  return () => reader;
}

/** `npm run test:slow`: each tutorial on a cluster of its own preset, and what takes longer than the run of all tests has time for. One cluster at a time. */
describe('whole tutorials, each on a cluster of its preset', () => {
  describe('hello-minikube', () => {
    const walk = readerOn('hello-minikube');
    walkHelloMinikube(walk);
    walkGoodbye(walk);
  });
  describe('basics', () => walkBasics(readerOn('basics')));
  describe('redis-configmap', () => walkRedisConfigMap(readerOn('redis-configmap')));
  describe('external-ip', () => walkExternalIp(readerOn('external-ip'), {opens: false}));
  describe('statefulset', () => walkStatefulSet(readerOn('statefulset')));
  describe('wordpress', () => testWordpress(clusterOf('wordpress')));
  describe('Cassandra', () => testCassandra(clusterOf('cassandra')));
  describe('ZooKeeper', () => testZookeeper(clusterOf('zookeeper'), {whole: true}));
});
