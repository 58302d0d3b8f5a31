import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {testCopies} from './into-nodes/copies.ts';
import {expectMounted, makeHostFolders, testMounts} from './into-nodes/mounts.ts';
import {expectPortsOpen, specifiedPort, testPorts} from './into-nodes/ports.ts';
import {testShells} from './into-nodes/shells.ts';
import {testSshCommands} from './into-nodes/ssh-commands.ts';
import {TestCluster} from './support/test-cluster.ts';

/** One cluster for everything that goes into its nodes or out of them. */
describe('a cluster of a control plane and a worker', () => {
  const cluster = new TestCluster('into');
  const folders = makeHostFolders();

  beforeAll(async () => {
    await cluster.start(
      ...['-n', '2', '--mount', `${folders.specified}:/tmp/specified`],
      ...['--port', `${specifiedPort.host}:${specifiedPort.node}`],
    );
  });
  afterAll(async () => {
    await cluster.close();
    folders[Symbol.dispose]();
  });

  describe('shells', () => testShells(cluster));
  describe('ssh commands', () => testSshCommands(cluster));
  describe('copies', () => testCopies(cluster));
  describe('ports', () => testPorts(cluster));
  describe('mounts', () => testMounts(cluster, folders));

  test('stopped and started, it has its ports and mounts again; deleted, nothing of it is left', async () => {
    expect(await cluster.cli('stop')).toMatchObject({exitCode: 0});
    await cluster.start();
    await expectPortsOpen(cluster);
    await expectMounted(cluster, folders);
    await cluster.delete();
    expect(await cluster.leftovers()).toEqual([]);
  });
});
