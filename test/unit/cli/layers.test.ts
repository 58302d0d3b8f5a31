import {execFile} from 'node:child_process';
import {cp, mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterAll, beforeAll, expect, it} from 'vitest';

const repo = join(import.meta.dirname, '../../..');

const forbidden = [
  ['src/async/a.ts', '../engine/engine.ts'],
  ['src/engine/a.ts', '../node/shell.ts'],
  ['src/engine/b.ts', 'dockerode'],
  ['src/network/a.ts', '../cluster/plan.ts'],
  ['src/cluster/a.ts', '../cli/wiring.ts'],
  ['src/cluster/b.ts', '../engine/docker/create-docker-engine.ts'],
  ['src/cluster/c.ts', '@kubernetes/client-node'],
  ['src/cluster/d.ts', '@oclif/core'],
  ['src/cli/a.ts', '../engine/docker/create-docker-engine.ts'],
  ['src/cli/b.ts', 'listr2'],
  ['src/commands/a.ts', '../node/exec/exec-shell.ts'],
] as const;

const allowed = [
  ['src/engine/docker/a.ts', 'dockerode'],
  ['src/node/ssh/a.ts', 'ssh2'],
  ['src/cluster/e.ts', '../node/shell.ts'],
  ['src/cli/wiring.ts', '../engine/docker/create-docker-engine.ts'],
  ['src/cli/progress/a.ts', 'listr2'],
  ['src/kube/a.ts', '@kubernetes/client-node'],
  ['src/commands/b.ts', '../cluster/start.ts'],
] as const;

let folder: string;
let complaints: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flotilla-layers-'));
  await cp(join(repo, 'biome.json'), join(folder, 'biome.json'));
  for (const [file, imported] of [...forbidden, ...allowed]) {
    await mkdir(dirname(join(folder, file)), {recursive: true});
    await writeFile(join(folder, file), `export const lazy = () => import('${imported}');\n`);
  }
  const biome = join(repo, 'node_modules/.bin/biome');
  const argv = ['lint', '--only=style/noRestrictedImports', '--reporter=github', '--max-diagnostics=none', '--vcs-enabled=false', 'src'];
  complaints = await new Promise((resolve) => execFile(biome, argv, {cwd: folder}, (_error, stdout) => resolve(stdout)));
});
afterAll(() => rm(folder, {recursive: true, force: true}));

it.each(forbidden)('%s may not import %s', (file) => {
  expect(complaints).toContain(`${file},line=`);
});

it.each(allowed)('%s may import %s', (file) => {
  expect(complaints).not.toContain(`${file},line=`);
});
