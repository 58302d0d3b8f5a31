import {afterAll, beforeAll, describe, expect} from 'vitest';
import {TestCluster} from './support/test-cluster.ts';
import {walkBasics} from './tutorials/basics.ts';
import {walkExternalIp} from './tutorials/external-ip.ts';
import {walkGoodbye, walkHelloMinikube} from './tutorials/hello-minikube.ts';
import {walkRedisConfigMap} from './tutorials/redis-configmap.ts';
import {walkStatefulSet} from './tutorials/statefulset.ts';
import {Walk} from './tutorials/walk.ts';

const samples = ['agnhost', 'busybox', 'hello-node', 'kubernetes-bootcamp', 'nginx', 'redis'];

/** Each tutorial to its end, with its own commands; they follow each other on one cluster, as a reader would do them. */
describe('the tutorials of kubernetes.io on two nodes', () => {
  const cluster = new TestCluster('tutorials');
  let reader: Walk;
  const walk = (): Walk => reader;

  beforeAll(async () => {
    reader = new Walk(cluster);
    await cluster.start('-n', '2');
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
  walkExternalIp(walk);
  walkStatefulSet(walk);
  walkGoodbye(walk);
});
