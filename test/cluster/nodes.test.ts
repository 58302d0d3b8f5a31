import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {defaultKubernetesVersion} from '../../src/images/default-version.ts';
import {nodeImageReference} from '../../src/images/node-image/node-image.ts';
import {readyNodes} from './nodes/ready-nodes.ts';
import {budget, replicas} from './nodes/workloads.ts';
import {docker, dockerLines} from './support/docker.ts';
import {followSteps} from './support/engine-events.ts';
import {killAtStep} from './support/interrupted-start.ts';
import {busybox} from './support/kube-objects.ts';
import type {KubeList, NodeObject, PodObject} from './support/kube-types.ts';
import {PrivateEngine} from './support/private-engine.ts';
import {spawnCli} from './support/run-cli.ts';
import {report, TestCluster} from './support/test-cluster.ts';
import {until} from './support/until.ts';

const labelled = (cluster: TestCluster): string[] => ['--filter', `label=dev.flotilla.cluster=${cluster.profile}`];

describe('the nodes of a cluster that runs', () => {
  const cluster = new TestCluster('nodes');
  beforeAll(async () => {
    await cluster.start();
  });
  afterAll(() => cluster.close());

  /** Runs `flotilla node …`, which must succeed. */
  async function node(...args: readonly string[]): Promise<string> {
    const {stdout, stderr, exitCode, seconds} = await cluster.cli(`node ${args[0]}`, ...args.slice(1));
    expect(exitCode, stderr).toBe(0);
    report(`node ${args.join(' ')}`, seconds);
    return stdout;
  }

  test('can be added, with labels and taints, by count', async () => {
    expect(await node('add', '--count', '2', '--labels', 'disk=ssd', '--taints', 'dedicated=db:PreferNoSchedule')).toBe(
      [
        `Successfully added ${cluster.profile}-worker to ${cluster.profile}!`,
        `Successfully added ${cluster.profile}-worker2 to ${cluster.profile}!`,
      ].join('\n'),
    );
    expect(await readyNodes(cluster)).toEqual(['control-plane', 'worker', 'worker2']);
    const added = await cluster.get<NodeObject>('node', `${cluster.profile}-worker2`);
    expect(added.metadata.labels).toMatchObject({disk: 'ssd', 'node-role.kubernetes.io/worker': ''});
    expect(added.spec).toMatchObject({podCIDR: '10.244.2.0/24', taints: [{key: 'dedicated', value: 'db', effect: 'PreferNoSchedule'}]});
  });

  test('know each other, old and new ones: by name, and their pods', async () => {
    await cluster.apply([replicas('spread', 3)]);
    await cluster.kubectl('rollout', 'status', 'deployment/spread', '--timeout=120s');
    const {items} = await cluster.get<KubeList<PodObject>>('pods', '-l', 'app=spread');
    expect(new Set(items.map(({spec}) => spec.nodeName)).size).toBe(3);
    for (const from of items) {
      for (const to of items) {
        expect(
          await cluster.kubectl('exec', from.metadata.name, '--', 'timeout', '5', 'wget', '-qO-', `http://${to.status.podIP}:8080/name`),
        ).toBe(to.metadata.name);
      }
    }
    for (const name of ['control-plane', 'worker', 'worker2']) {
      const hosts = await cluster.onNode(`${cluster.profile}-${name}`, 'cat', '/etc/hosts');
      for (const other of ['control-plane', 'worker', 'worker2']) expect(hosts).toContain(` ${cluster.profile}-${other} # flotilla`);
    }
  });

  test('can be stopped and started one by one, by any of their names', async () => {
    expect(await node('stop', 'worker')).toBe(`Successfully stopped node ${cluster.profile}-worker`);
    expect(await node('stop', 'm02')).toBe('m02 is already stopped');
    expect(await docker(['inspect', '-f', '{{.State.Status}}', `${cluster.profile}-worker`])).toBe('exited');
    // Adding another starts only that one.
    await node('add');
    expect(await docker(['inspect', '-f', '{{.State.Status}}', `${cluster.profile}-worker`])).toBe('exited');
    expect(await node('start', 'worker')).toBe(`Successfully started node ${cluster.profile}-worker!`);
    expect(await node('start', 'worker')).toBe('worker is already running');
    expect(await readyNodes(cluster)).toEqual(['control-plane', 'worker', 'worker2', 'worker3']);
    expect(await cluster.onNode(`${cluster.profile}-worker`, 'cat', '/etc/hosts')).toContain(`${cluster.profile}-worker3`);
  });

  test('that are deleted leave nothing, and budgets are kept meanwhile', async () => {
    await cluster.apply([budget('spread', 2)]);
    expect(await node('delete', 'worker3', `${cluster.profile}-worker2`, '--grace-period', '1')).toBe(
      `Node worker3 was successfully deleted.\nNode ${cluster.profile}-worker2 was successfully deleted.`,
    );
    expect(await readyNodes(cluster)).toEqual(['control-plane', 'worker']);
    expect(await dockerLines('ps', '-a', ...labelled(cluster), '--format', '{{.Names}}')).toHaveLength(2);
    expect((await dockerLines('volume', 'ls', ...labelled(cluster), '--format', '{{.Name}}')).toSorted()).toEqual([
      `${cluster.profile}-control-plane-var`,
      `${cluster.profile}-shared`,
      `${cluster.profile}-worker-var`,
    ]);
    expect(await cluster.onNode(cluster.controlPlane, 'cat', '/etc/hosts')).not.toContain('worker2');
    expect(await cluster.onNode(cluster.controlPlane, 'ip', 'route', 'show', 'proto', '70')).not.toContain('10.244.2.0');
  });

  test('stay, and as they were, when their pods may not go', async () => {
    await cluster.apply([budget('spread', 3)]);
    const refused = await cluster.cli('node delete', 'worker', '--timeout', '3s');
    expect(refused.exitCode).toBe(82);
    expect(refused.stderr).toMatch(/default\/spread-.*disruption budget/);
    expect((await cluster.get<NodeObject>('node', `${cluster.profile}-worker`)).spec).not.toHaveProperty('unschedulable');
    await node('delete', 'worker', '--timeout', '1s', '--force');
    expect(await readyNodes(cluster)).toEqual(['control-plane']);
  });

  test('are refused before anything of them is made when the host has less', async () => {
    const refused = await cluster.cli('node add', '--cpus', '512');
    expect([refused.exitCode, refused.stderr]).toEqual([29, expect.stringContaining('512 processors were asked for')]);
    expect(await dockerLines('volume', 'ls', '-q', '--filter', `name=${cluster.profile}-worker`)).toEqual([]);
  });

  test('keep the last control plane, and only what exists can be deleted', async () => {
    const last = await cluster.cli('node delete', 'control-plane');
    expect([last.exitCode, last.stderr]).toEqual([14, expect.stringContaining('is the last control plane')]);
    expect((await cluster.cli('node delete', 'worker9')).exitCode).toBe(85);
    expect(await readyNodes(cluster)).toEqual(['control-plane']);
  });

  test('whose containers somebody removed come back with their data, and those of which nothing is left come back without', async () => {
    await node('add', '--count', '2', '--labels', 'disk=ssd');
    const [kept, lost] = ['worker', 'worker2'].map((name) => `${cluster.profile}-${name}`) as [string, string];
    await cluster.onNode(kept, 'touch', '/var/lib/witness');
    await docker(['rm', '-f', '-v', kept, lost]);
    await docker(['volume', 'rm', `${lost}-var`]);
    const {stderr} = await cluster.start();
    expect(stderr).toContain(`Nothing was left of ${lost}`);
    expect(await readyNodes(cluster)).toEqual(['control-plane', 'worker', 'worker2']);
    await cluster.onNode(kept, 'test', '-f', '/var/lib/witness');
    expect((await cluster.get<NodeObject>('node', lost)).metadata.labels).toMatchObject({disk: 'ssd'});
  });

  test('that are stopped or gone can be deleted', async () => {
    await node('stop', 'worker');
    await docker(['rm', '-f', `${cluster.profile}-worker2`]);
    await docker(['volume', 'rm', `${cluster.profile}-worker2-var`]);
    await node('delete', 'worker', 'worker2');
    expect(await readyNodes(cluster)).toEqual(['control-plane']);
    const {items} = await cluster.get<KubeList<PodObject>>('pods', '-A');
    expect(items.map(({spec}) => spec.nodeName).filter((name) => name?.includes('worker'))).toEqual([]);
  });

  test('come back after somebody removed the network', async () => {
    await node('add');
    for (const name of ['control-plane', 'worker'])
      await docker(['network', 'disconnect', '-f', cluster.profile, `${cluster.profile}-${name}`]);
    await docker(['network', 'rm', cluster.profile]);
    await cluster.start();
    expect(await readyNodes(cluster)).toEqual(['control-plane', 'worker']);
    await node('delete', 'worker');
  });

  describe('when adding one is interrupted', () => {
    test('at any step of the engine, are whole again after a start', async () => {
      const steps: string[] = [];
      {
        await using _events = followSteps(cluster.profile, (step) => steps.push(step));
        await node('add');
      }
      await node('delete', 'worker', '--grace-period', '1');
      const wanted = steps.filter((step) => / on worker(-var)? #1$/.test(step) && !/network connect|exec_create/.test(step));
      expect(wanted.length).toBeGreaterThan(4);
      const failures: string[] = [];
      for (const step of wanted) {
        await killAtStep(cluster, step, ['node', 'add', '-p', cluster.profile]);
        await cluster.start();
        const names = await readyNodes(cluster);
        // Only what is left of a node that was begun can be finished; the volume is the first of it.
        if (names.join() !== 'control-plane,worker') failures.push(`${step}: ${names.join()}`);
        else await node('delete', 'worker', '--grace-period', '1');
        process.stderr.write(`  finished after: ${step}\n`);
      }
      expect(failures).toEqual([]);
    });
  });
});

describe('dockerd restarted while a node is added', () => {
  const engine = new PrivateEngine();
  let cluster: TestCluster | undefined;
  beforeAll(async () => {
    await engine.open(defaultKubernetesVersion);
    cluster = new TestCluster('addrestart', {
      env: {...engine.env, FLOTILLA_IMAGE: nodeImageReference(defaultKubernetesVersion)},
      prefix: engine.prefix,
    });
    await cluster.start();
  });
  afterAll(async () => {
    await cluster?.close();
    await engine.close();
  });

  test('leaves a cluster that the next start makes whole', async () => {
    const running = cluster!;
    const add = spawnCli(['node', 'add', '-p', running.profile], running);
    await until('the new container', async () => (await engine.docker('ps', '-q', '--filter', `name=${running.profile}-worker`)) !== '');
    await engine.stop();
    expect((await add).exitCode).not.toBe(0);
    await engine.start();
    await running.start();
    expect(await readyNodes(running)).toEqual(['control-plane', 'worker']);
    await running.kubectl('run', 'probe', `--image=${busybox}`, '--restart=Never', '--', 'true');
  });
});
