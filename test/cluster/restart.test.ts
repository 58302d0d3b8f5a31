import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {defaultKubernetesVersion} from '../../src/images/default-version.ts';
import {docker} from './support/docker.ts';
import {PrivateEngine} from './support/private-engine.ts';
import {deployWitnesses, expectRecovery, starts} from './support/recovery.ts';
import {TestCluster} from './support/test-cluster.ts';
import {until} from './support/until.ts';

const nodesOf = ({profile}: TestCluster): string[] => ['control-plane', 'worker', 'worker2'].map((role) => `${profile}-${role}`);

/** The pods' containers have run again, and what they wrote before is there. */
async function expectStarts(cluster: TestCluster, count: number): Promise<void> {
  await until(`start ${count} of the pods`, async () => (await starts(cluster)).every((n) => n >= count));
  expect(await starts(cluster)).toEqual([count, count]);
}

/** No command of Flotilla runs between what happens to the nodes and the checks. */
describe('node containers', () => {
  const cluster = new TestCluster('restart');

  beforeAll(async () => {
    await cluster.start('-n', '3');
    await deployWitnesses(cluster);
  });
  afterAll(() => cluster.close());

  test('come back from docker restart of all of them', async () => {
    await expectRecovery(cluster, 'docker restart', () => docker(['restart', ...nodesOf(cluster)]));
    await expectStarts(cluster, 2);
  });

  test('come back from docker restart of the control plane alone', async () => {
    await expectRecovery(cluster, 'restart of the control plane', () => docker(['restart', cluster.controlPlane]));
    expect(await starts(cluster)).toEqual([2, 2]);
  });

  test('come back after they were killed, as by a power cut', async () => {
    await expectRecovery(cluster, 'docker kill and start', async () => {
      await docker(['kill', ...nodesOf(cluster)]);
      await docker(['start', ...nodesOf(cluster)]);
    });
    await expectStarts(cluster, 3);
  });
});

describe('dockerd', () => {
  const engine = new PrivateEngine();
  let cluster: TestCluster | undefined;

  beforeAll(async () => {
    await engine.open(defaultKubernetesVersion);
    cluster = new TestCluster('engine', {env: engine.env, prefix: engine.prefix});
    await cluster.start('-n', '3');
    await deployWitnesses(cluster);
  });
  afterAll(async () => {
    await cluster?.close();
    await engine.close();
  });

  test('stopped and started again brings every node back', async () => {
    await expectRecovery(cluster!, 'stop and start of dockerd', async () => {
      await engine.stop();
      await engine.start();
    });
    await expectStarts(cluster!, 2);
  });
});
