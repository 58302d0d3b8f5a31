import {readFile} from 'node:fs/promises';
import {execa} from 'execa';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {stopContainer} from '../../src/cluster/scheduled-stop/stop-container.ts';
import {defaultKubernetesVersion} from '../../src/images/default-version.ts';
import {nodeImageReference} from '../../src/images/node-image/node-image.ts';
import {BoundedDisk} from './lifecycle/bounded-disk.ts';
import {expireCertificates} from './lifecycle/expire-certificates.ts';
import {FailingEngine} from './lifecycle/failing-engine.ts';
import {docker, dockerLines} from './support/docker.ts';
import {claim, podWithClaim} from './support/kube-objects.ts';
import {addresses} from './support/recovery.ts';
import {TestCluster} from './support/test-cluster.ts';
import {until} from './support/until.ts';

/** One control plane and one worker, on which a pod counts its starts in a volume. */
const cluster = new TestCluster('life');
const {profile, controlPlane} = cluster;
const worker = `${profile}-worker`;
const disk = new BoundedDisk(worker);
let before: Readonly<Record<string, string>>;

beforeAll(async () => {
  await cluster.start('-n', '2');
  await cluster.apply([claim('counter'), podWithClaim('counter', worker, 'counter', 'echo started >> /data/starts')]);
  await cluster.kubectl('wait', '--for=condition=Ready', '--timeout=60s', 'pod/counter');
  before = await addresses(cluster);
});
afterAll(async () => {
  await disk.close();
  await cluster.delete();
  await cluster.close();
});

/** How often the pod has started, as its volume tells. */
const starts = async (): Promise<number> => (await cluster.kubectl('exec', 'counter', '--', 'cat', '/data/starts')).split('\n').length;

/** Runs a command that must succeed and gives what it printed. */
async function succeeds(command: string, ...args: readonly string[]): Promise<string> {
  const {exitCode, stdout, stderr} = await cluster.cli(command, ...args);
  expect(exitCode, `${stdout}\n${stderr}`).toBe(0);
  return stdout;
}

/** `status` names everything as running, and nothing that makes the cluster itself has changed. */
async function expectWhole(): Promise<void> {
  await succeeds('status');
  expect(await addresses(cluster)).toEqual(before);
  // A kubelet that was restarted a moment ago may not have heard of its pods yet.
  await until('the pod to answer', async () => (await cluster.kubectl('exec', 'counter', '--', 'true')) === '');
}

const currentContext = async (): Promise<string | undefined> =>
  /^current-context: "?([^"\n]*)"?$/m.exec(await readFile(cluster.kubeconfig, 'utf8'))?.[1];
const containers = (): Promise<string[]> =>
  dockerLines('ps', '-a', '--filter', `label=dev.flotilla.cluster=${profile}`, '--format', '{{.Names}} {{.State}}');

describe('pause', () => {
  it('freezes all nodes, and nothing more when it is repeated', async () => {
    expect(await succeeds('pause')).toBe('2 nodes paused.');
    expect(await succeeds('pause')).toBe(`The cluster "${profile}" is paused already.`);
    expect(await cluster.cli('status', '-f', '{{.Host}} {{.APIServer}}')).toMatchObject({exitCode: 2, stdout: 'Paused Paused'});
    expect(await succeeds('list')).toMatch(new RegExp(`^${profile} +v\\S+ +Paused `, 'm'));
  });

  it('ends with unpause, and everything goes on where it was', async () => {
    expect(await succeeds('unpause')).toBe('2 nodes unpaused.');
    expect(await succeeds('unpause')).toBe(`The cluster "${profile}" is not paused.`);
    await expectWhole();
    expect(await starts()).toBe(1);
  });

  it('ends with start, too', async () => {
    await succeeds('pause');
    await cluster.start();
    await expectWhole();
    expect(await starts()).toBe(1);
  });
});

describe('stop and start', () => {
  it('keep addresses, volumes and workloads; kubectl is led back', async () => {
    expect(await currentContext()).toBe(profile);
    expect(await succeeds('stop')).toBe('2 nodes stopped.');
    expect(await currentContext()).toBe('');
    expect(await cluster.cli('status', '-o', 'json')).toMatchObject({exitCode: 7, stdout: expect.stringContaining('"Host":"Stopped"')});
    expect(await cluster.cli('pause')).toMatchObject({exitCode: 83});
    await cluster.start();
    expect(await currentContext()).toBe(profile);
    await expectWhole();
    expect(await starts()).toBe(2);
  });

  it('are one with restart, which leaves the context alone', async () => {
    expect(await succeeds('restart')).toContain(`Cluster "${profile}" restarted: `);
    expect(await currentContext()).toBe(profile);
    await expectWhole();
    expect(await starts()).toBe(3);
  });
});

describe('a scheduled stop', () => {
  it('is shown by status until it is cancelled', async () => {
    expect(await succeeds('stop', '--schedule', '1h')).toBe(`The cluster "${profile}" will stop in 1h0m0s.`);
    expect(await succeeds('status')).toMatch(/\nkubeconfig: Configured\ntimeToStop: (59m\d+s|1h0m0s)\n\n/);
    expect(await succeeds('stop', '--cancel-scheduled')).toBe('All existing scheduled stops cancelled.');
    expect(await succeeds('stop', '--cancel-scheduled')).toBe('No stop was scheduled.');
    expect(await succeeds('status')).not.toContain('timeToStop');
  });

  it('is cancelled by start', async () => {
    await succeeds('stop', '--schedule', '1h');
    await cluster.start();
    expect(await containers()).toHaveLength(2);
  });

  it('happens although no program of ours runs, survives a kill of what does it, and leaves nothing but stopped nodes', async () => {
    // A container of somebody else, which is none of its business.
    const stranger = await docker([
      'run',
      '-d',
      '--rm',
      '--network',
      'none',
      '--entrypoint',
      'sleep',
      nodeImageReference(defaultKubernetesVersion),
      '600',
    ]);
    await succeeds('stop', '--schedule', '8s', '--keep-context-active');
    await dockerLines('restart', '-t', '0', `${profile}-scheduled-stop`);
    await until('the scheduled stop', async () => (await containers()).every((line) => line.endsWith(' exited')));
    expect(await docker(['inspect', '-f', '{{.State.Running}}', stranger])).toBe('true');
    await docker(['rm', '-f', stranger]);
    await until('the end of what did it', async () => (await containers()).length === 2);
    await cluster.start();
    await expectWhole();
    expect(await starts()).toBe(4);
  });
});

describe('a stop that the engine refuses', () => {
  it('is tried until nothing runs any more', async () => {
    const engine = await FailingEngine.start(profile);
    try {
      const {exitCode} = await execa(
        'docker',
        engine.runArguments(stopContainer(profile, nodeImageReference(defaultKubernetesVersion), new Date(0), engine)),
      );
      expect(exitCode).toBe(0);
      expect(engine.requests).toEqual(['stop refused', 'stop', 'delete']);
    } finally {
      await engine.close();
    }
  });
});

describe('certificates that have expired', () => {
  it('are found by status and renewed by start while the cluster runs', async () => {
    await expireCertificates(controlPlane, worker);
    expect(await cluster.cli('status', '-f', '{{.APIServer}}')).toMatchObject({exitCode: 2, stdout: 'Error'});
    const {stderr} = await cluster.start();
    expect(stderr).toContain(`Certificates of ${controlPlane} had expired and were renewed.`);
    await expectWhole();
    expect(await succeeds('kubectl', '--', 'get', 'nodes', '-o', 'name')).toBe(`node/${controlPlane}\nnode/${worker}`);
  });

  it('are renewed at boot, in a cluster that was stopped for long', async () => {
    await expireCertificates(controlPlane, worker);
    await succeeds('stop');
    await cluster.start();
    await expectWhole();
    expect(await succeeds('kubectl', '--', 'get', 'nodes', '-o', 'name')).toBe(`node/${controlPlane}\nnode/${worker}`);
  });
});

describe('a node whose disk is full', () => {
  it('is made anew with a small disk', async () => {
    await disk.replaceVolume();
    await cluster.start();
    await succeeds('status');
  });

  it('is named by status and in the logs', async () => {
    await disk.fill();
    expect(await cluster.cli('status', '-n', 'worker')).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining('host: InsufficientStorage\n'),
    });
    expect((await cluster.cli('logs', '--problems')).stdout).toMatch(/no-space|disk where the engine keeps its data is full/);
  });

  it('works again after room was made', async () => {
    await disk.free();
    await cluster.start();
    await succeeds('status');
    await cluster.kubectl('wait', '--for=condition=Ready', '--timeout=60s', `node/${worker}`);
  });
});
