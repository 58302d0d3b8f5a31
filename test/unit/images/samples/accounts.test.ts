import {buffer} from 'node:stream/consumers';
import {expect, test} from 'vitest';
import {directoryEntry, fileEntry, type LayerEntry, textContent} from '../../../../src/images/oci/layer-entry.ts';
import {accountEntries, ownedEntries} from '../../../../src/images/samples/accounts.ts';

const accounts = {zookeeper: {id: 1000, owns: ['/opt/zookeeper', '/data']}};

const text = async (entry: LayerEntry | undefined): Promise<string> => (await buffer(entry!.content!.open())).toString();

test('accounts come after those of the tree below, each with a group of its own', async () => {
  const below = new Map([
    ['etc/passwd', fileEntry('etc/passwd', textContent('root:x:0:0:root:/root:/bin/sh\n'))],
    ['etc/group', fileEntry('etc/group', textContent('root:x:0:\n'))],
  ]);
  const [passwd, group] = await accountEntries(accounts, below);
  expect(await text(passwd)).toBe('root:x:0:0:root:/root:/bin/sh\nzookeeper:x:1000:1000::/nonexistent:/bin/sh\n');
  expect(await text(group)).toBe('root:x:0:\nzookeeper:x:1000:\n');
});

test('without accounts nothing is added', async () => {
  expect(await accountEntries({}, new Map())).toEqual([]);
});

test('an account owns its folders with all that lies in them, and those that nothing brings are made', () => {
  const entries = [directoryEntry('opt'), directoryEntry('opt/zookeeper'), directoryEntry('opt/zookeeper/bin'), directoryEntry('opt/zoo')];
  const owners = ownedEntries(entries, accounts).map(({path, uid, gid}) => [path, uid, gid]);
  expect(owners).toEqual([
    ['opt', 0, 0],
    ['opt/zookeeper', 1000, 1000],
    ['opt/zookeeper/bin', 1000, 1000],
    ['opt/zoo', 0, 0],
    ['data', 1000, 1000],
  ]);
});
