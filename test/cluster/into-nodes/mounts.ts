import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {docker} from '../support/docker.ts';
import {busybox} from '../support/kube-objects.ts';
import type {TestCluster} from '../support/test-cluster.ts';
import {until} from '../support/until.ts';

/** Folders of the host: one that the cluster is started with, and one that is mounted while it runs. */
export interface HostFolders {
  readonly specified: string;
  readonly live: string;
}

export function makeHostFolders(): HostFolders & Disposable {
  const [specified, live] = ['specified', 'live'].map((name) => mkdtempSync(join(tmpdir(), `mount-${name}-`))) as [string, string];
  for (const folder of [specified, live]) writeFileSync(join(folder, 'from-host'), `${folder}\n`);
  return {
    specified,
    live,
    [Symbol.dispose]: () => {
      for (const folder of [specified, live]) rmSync(folder, {recursive: true, force: true});
    },
  };
}

export function testMounts(cluster: TestCluster, {specified, live}: HostFolders): void {
  const nodes = [cluster.controlPlane, `${cluster.profile}-worker`];
  const read = (node: string, path: string): Promise<string> => cluster.onNode(node, 'cat', path);

  test('a folder of the specification is in every node, and in a pod by hostPath', async () => {
    for (const node of nodes) expect(await read(node, '/tmp/specified/from-host')).toBe(specified);
    await runPod(cluster, 'specified', '/tmp/specified');
    expect(existsSync(join(specified, 'from-pod'))).toBe(true);
  });

  test('a folder is mounted in nodes that run, and in a pod', async () => {
    const result = await cluster.cli('mount', `${live}:/data/live`);
    expect(result).toMatchObject({exitCode: 0, stdout: `Mounted ${live} -> /data/live in 2 nodes.`});
    for (const node of nodes) expect(await read(node, '/data/live/from-host')).toBe(live);
    await runPod(cluster, 'live', '/data/live');
    expect(readFileSync(join(live, 'from-pod'), 'utf8')).toBe('hello\n');
    expect(await cluster.cli('mount', `${live}:/data/live`)).toMatchObject({exitCode: 0});
  });

  test('a read-only file is mounted in one node', async () => {
    const file = join(live, 'from-host');
    expect(await cluster.cli('mount', `${file}:/root/a file:ro`, '-n', 'worker')).toMatchObject({exitCode: 0});
    const worker = `${cluster.profile}-worker`;
    expect(await read(worker, '/root/a file')).toBe(live);
    await expect(cluster.onNode(worker, 'sh', '-c', 'echo x > "/root/a file"')).rejects.toThrow('Read-only');
    await expect(read(cluster.controlPlane, '/root/a file')).rejects.toThrow('No such file');
  });

  test('what cannot be mounted is refused', async () => {
    const refusals: readonly (readonly [string, number, string])[] = [
      ['/nowhere/at/all:/data/x', 35, '/nowhere/at/all'],
      [`${live}:/var`, 14, 'node itself needs'],
      [`${specified}:/data/live`, 14, 'is taken'],
      [`${live}:/tmp/specified`, 14, 'is taken'],
    ];
    for (const [words, exitCode, message] of refusals) {
      expect(await cluster.cli('mount', words)).toMatchObject({exitCode, stderr: expect.stringContaining(message)});
    }
    const {mounts} = JSON.parse((await cluster.cli('mount list', '-o', 'json')).stdout) as {mounts: {nodePath: string; origin: string}[]};
    expect(mounts.map(({nodePath, origin}) => `${nodePath} ${origin}`).toSorted()).toEqual([
      '/data/live added',
      '/root/a file added',
      '/tmp/specified specification',
    ]);
  });

  test('a node that starts anew has its mounts again, and its boot deletes nothing in them', async () => {
    await docker(['restart', `${cluster.profile}-worker`]);
    await until('the mount', async () => (await read(`${cluster.profile}-worker`, '/data/live/from-host')) === live);
    expect(await read(`${cluster.profile}-worker`, '/tmp/specified/from-host')).toBe(specified);
    expect(readdirSync(specified)).toContain('from-pod');
  });

  test('what one node cannot have is in none, and is not listed', async () => {
    await cluster.onNode(`${cluster.profile}-worker`, 'touch', '/root/in-the-way');
    expect(await cluster.cli('mount', `${live}:/root/in-the-way/deep`)).toMatchObject({
      exitCode: 80,
      stderr: expect.stringContaining('cannot get the mount'),
    });
    for (const node of nodes) expect(await cluster.onNode(node, 'cat', '/proc/self/mountinfo')).not.toContain('in-the-way');
    expect((await cluster.cli('mount list')).stdout).not.toContain('in-the-way');
  });

  test('a mount is not removed behind the back of a node that is paused', async () => {
    await docker(['pause', `${cluster.profile}-worker`]);
    const refused = await cluster.cli('mount remove', '/data/live');
    await docker(['unpause', `${cluster.profile}-worker`]);
    expect(refused).toMatchObject({exitCode: 83, stderr: expect.stringContaining(`${cluster.profile}-worker cannot unmount`)});
    for (const node of nodes) expect(await read(node, '/data/live/from-host')).toBe(live);
  });

  test('a node that is added later has the mounts of all nodes, and the routes of the others are not touched', async () => {
    const added = `${cluster.profile}-worker2`;
    await docker(['exec', '-d', cluster.controlPlane, 'sh', '-c', 'ip monitor route > /run/routes']);
    expect(await cluster.cli('node add')).toMatchObject({exitCode: 0});
    await until('the mount', async () => (await read(added, '/data/live/from-host')) === live);
    expect(await read(added, '/tmp/specified/from-host')).toBe(specified);
    const changes = await read(cluster.controlPlane, '/run/routes');
    expect(changes).toMatch(/^10\.244\.2\.0\/24 via /m);
    expect(changes).not.toMatch(/^Deleted 10\.244\.1\.0/m);
    expect(await cluster.cli('node delete', 'worker2')).toMatchObject({exitCode: 0});
    const routes = await cluster.onNode(cluster.controlPlane, 'ip', 'route', 'show', 'proto', '70');
    expect(routes.split('\n').map((line) => line.split(' ')[0])).toEqual(['10.244.1.0/24']);
  });

  test('a mount is removed from all nodes and leaves the folder alone', async () => {
    expect(await cluster.cli('mount remove', '/root/a file')).toMatchObject({exitCode: 0});
    expect(await cluster.onNode(`${cluster.profile}-worker`, 'cat', '/root/a file')).toBe('');
    expect(await cluster.cli('mount remove', '/tmp/specified')).toMatchObject({exitCode: 14});
    expect(readdirSync(live)).toContain('from-host');
  });
}

/** After the cluster was stopped and started. */
export async function expectMounted(cluster: TestCluster, {live, specified}: HostFolders): Promise<void> {
  for (const node of [cluster.controlPlane, `${cluster.profile}-worker`]) {
    await until('the mount', async () => (await cluster.onNode(node, 'cat', '/data/live/from-host')) === live);
    expect(await cluster.onNode(node, 'cat', '/tmp/specified/from-host')).toBe(specified);
  }
}

/** Runs a pod on the worker that writes a file to a folder of its node. */
async function runPod(cluster: TestCluster, name: string, path: string): Promise<void> {
  await cluster.apply([
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {name},
      spec: {
        nodeName: `${cluster.profile}-worker`,
        restartPolicy: 'Never',
        containers: [
          {
            name: 'writer',
            image: busybox,
            imagePullPolicy: 'Never',
            command: ['sh', '-c', 'cat /host/from-host && echo hello > /host/from-pod'],
            volumeMounts: [{name: 'host', mountPath: '/host'}],
          },
        ],
        volumes: [{name: 'host', hostPath: {path, type: 'Directory'}}],
      },
    },
  ]);
  await cluster.kubectl('wait', '--for=jsonpath={.status.phase}=Succeeded', `pod/${name}`, '--timeout=60s');
}
