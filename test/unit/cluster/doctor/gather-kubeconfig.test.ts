import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, it} from 'vitest';
import {gatherKubeconfig} from '../../../../src/cluster/doctor/gather/gather-kubeconfig.ts';
import {mergeKubeconfig} from '../../../../src/kube/kubeconfig/update-kubeconfig.ts';
import {sampleEntry} from '../../kube/kubeconfig/sample-entry.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'flotilla-doctor-'));
});
afterEach(() => rm(root, {recursive: true, force: true}));

it('tells our contexts from those of others, in all files', async () => {
  const [path, other] = [join(root, 'config'), join(root, 'other')];
  await writeFile(path, 'contexts:\n- name: theirs\n  context: {cluster: theirs, user: theirs}\n');
  const env = {KUBECONFIG: `${path}:${other}`};
  await mergeKubeconfig({entry: sampleEntry('ours'), keepContext: true, env, signal: new AbortController().signal});
  await mergeKubeconfig({entry: sampleEntry('second'), keepContext: true, path: other, env, signal: new AbortController().signal});
  expect(await gatherKubeconfig(env)).toEqual({path, exists: true, writable: true, ownContexts: ['ours', 'second']});
});

it('accepts a file in a folder that is still to be made', async () => {
  const path = join(root, 'a', 'b', 'config');
  expect(await gatherKubeconfig({KUBECONFIG: path})).toEqual({path, exists: false, writable: true, ownContexts: []});
});

it('reports a file that is no kubeconfig', async () => {
  const path = join(root, 'config');
  await writeFile(path, 'contexts: 3\n');
  expect((await gatherKubeconfig({KUBECONFIG: path})).failure).toMatchObject({id: 'E_KUBECONFIG'});
});
