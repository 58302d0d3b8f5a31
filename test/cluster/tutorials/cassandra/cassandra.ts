import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, expect, test} from 'vitest';
import {parseAllDocuments} from 'yaml';
import {docker} from '../../support/docker.ts';
import {report, type TestCluster} from '../../support/test-cluster.ts';
import {until} from '../../support/until.ts';

const manifests = (file: string): object[] =>
  parseAllDocuments(readFileSync(join(import.meta.dirname, file), 'utf8')).map((document) => document.toJS() as object);

/** "Deploying Cassandra with a StatefulSet", to its end. */
export function testCassandra(cluster: TestCluster): void {
  beforeAll(async () => {
    const began = performance.now();
    await cluster.apply(manifests('cassandra-service.yaml'));
    await cluster.apply(manifests('cassandra-statefulset.yaml'));
    await rolledOut();
    report('a ring of three members of Cassandra', (performance.now() - began) / 1000);
  });

  const rolledOut = (): Promise<string> => cluster.kubectl('rollout', 'status', 'statefulset/cassandra', '--timeout=560s');

  /** Members that the first one says are up and have all that is theirs: their lines of `nodetool status`. */
  async function members(count: number): Promise<string[]> {
    let lines: string[] = [];
    await until(`${count} members of the ring`, async () => {
      const status = await cluster.kubectl('exec', 'cassandra-0', '--', 'nodetool', 'status');
      expect(status).toContain('Datacenter: DC1-K8Demo');
      lines = status.split('\n').filter((line) => line.startsWith('UN '));
      return lines.length === count;
    });
    return lines;
  }

  test('the Service has no address of its own, and names the port of clients', async () => {
    expect(await cluster.kubectl('get', 'svc', 'cassandra', '--no-headers')).toMatch(/^cassandra +ClusterIP +None +<none> +9042\/TCP /);
  });

  test('three members are a ring in the rack that was named', async () => {
    expect(await cluster.kubectl('get', 'statefulset', 'cassandra', '--no-headers')).toMatch(/^cassandra +3\/3 /);
    for (const member of await members(3)) expect(member).toMatch(/ 32 +\d+\.\d% .* Rack1-K8Demo/);
  });

  test("each has a volume of minikube's provisioner", async () => {
    const claims = await cluster.kubectl('get', 'pvc', '-l', 'app=cassandra', '--no-headers');
    for (const number of [0, 1, 2])
      expect(claims).toMatch(new RegExp(`^cassandra-data-cassandra-${number} +Bound .* 1Gi +RWO +fast `, 'm'));
    const volume = await cluster.kubectl('get', 'pvc', 'cassandra-data-cassandra-0', '-o', 'jsonpath={.spec.volumeName}');
    expect(await cluster.kubectl('get', 'pv', volume, '-o', 'json')).toContain(
      '"pv.kubernetes.io/provisioned-by": "k8s.io/minikube-hostpath"',
    );
  });

  test('a fourth joins when the StatefulSet is edited', async () => {
    // The first is that of `spec`; `status` has one too.
    const editor = `KUBE_EDITOR=sed -i '0,/replicas: 3/s//replicas: 4/'`;
    await docker(['exec', '-e', editor, cluster.controlPlane, 'kubectl', 'edit', 'statefulset', 'cassandra']);
    await rolledOut();
    expect(await cluster.kubectl('get', 'statefulset', 'cassandra', '--no-headers')).toMatch(/^cassandra +4\/4 /);
    await members(4);
  });

  test('all of it goes when it is deleted', async () => {
    await cluster.kubectl('delete', 'statefulset', '-l', 'app=cassandra');
    await cluster.kubectl('wait', 'pod', '-l', 'app=cassandra', '--for=delete', '--timeout=180s');
    await cluster.kubectl('delete', 'persistentvolumeclaim', '-l', 'app=cassandra');
    await cluster.kubectl('delete', 'service', '-l', 'app=cassandra');
    await until('the volumes to go', async () => {
      const volumes = await cluster.kubectl('get', 'pv', '-o', 'jsonpath={.items[*].spec.storageClassName}');
      return !volumes.split(' ').includes('fast');
    });
  });
}
