import {afterAll, beforeAll, describe, expect} from 'vitest';
import {TestCluster} from '../support/test-cluster.ts';
import {walkBasics} from './basics.ts';
import {walkExternalIp} from './external-ip.ts';
import {walkGoodbye, walkHelloMinikube} from './hello-minikube.ts';
import {walkRedisConfigMap} from './redis-configmap.ts';
import {walkStatefulSet} from './statefulset.ts';
import {Walk} from './walk.ts';

/** Those that the preset does not bring. */
const samples = ['agnhost', 'hello-node', 'kubernetes-bootcamp', 'redis'];

/** Each tutorial to its end, with its own commands; they follow each other on one cluster, as a reader would do them. */
describe('the tutorials of kubernetes.io on three nodes', () => {
  const cluster = new TestCluster('tutorials');
  let reader: Walk;
  const walk = (): Walk => reader;

  beforeAll(async () => {
    reader = new Walk(cluster);
    await cluster.start('--preset', 'statefulset');
    const built = await cluster.cli('image build', ...samples.flatMap((name) => ['--sample', name]));
    expect(built.exitCode, built.stderr).toBe(0);
  });
  afterAll(async () => {
    await cluster.close();
    reader[Symbol.dispose]();
  });

  walkHelloMinikube(walk);
  walkBasics(walk);
  walkRedisConfigMap(walk);
  walkExternalIp(walk, {opens: true});
  walkStatefulSet(walk);
  walkGoodbye(walk);
});
