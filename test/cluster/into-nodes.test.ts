import {afterAll, beforeAll, describe} from 'vitest';
import {testCopies} from './into-nodes/copies.ts';
import {testShells} from './into-nodes/shells.ts';
import {testSshCommands} from './into-nodes/ssh-commands.ts';
import {TestCluster} from './support/test-cluster.ts';

/** One cluster for everything that goes into its nodes or out of them. */
describe('a cluster of a control plane and a worker', () => {
  const cluster = new TestCluster('into');

  beforeAll(async () => {
    await cluster.start('-n', '2');
  });
  afterAll(() => cluster.close());

  describe('shells', () => testShells(cluster));
  describe('ssh commands', () => testSshCommands(cluster));
  describe('copies', () => testCopies(cluster));
});
