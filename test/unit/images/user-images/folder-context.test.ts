import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterEach, beforeEach, expect, it} from 'vitest';
import {folderContext} from '../../../../src/images/user-images/folder-context.ts';
import {filesOf} from './archives.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flotilla-context-'));
});
afterEach(() => rm(folder, {recursive: true}));

async function put(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), {recursive: true});
    await writeFile(join(folder, path), content);
  }
}

const sent = async (file?: string): Promise<string[]> =>
  [...(await filesOf(folderContext(folder, file).open()))].flatMap(([path, content]) => (content.length > 0 ? [path] : [])).toSorted();

it('holds the whole folder', async () => {
  await put({Dockerfile: 'FROM scratch', 'src/a': 'a', 'b c': 'b'});
  expect(await sent()).toEqual(['Dockerfile', 'b c', 'src/a']);
});

it('leaves out what .dockerignore names, with its exceptions, and never the Dockerfile', async () => {
  await put({
    '.dockerignore': '*\n!src\nsrc/**/*.log\n!src/keep.log\n',
    Dockerfile: 'FROM scratch',
    'src/a': 'a',
    'src/deep/x.log': 'x',
    'src/keep.log': 'kept',
    secret: 's',
    'node_modules/m': 'm',
  });
  expect(await sent()).toEqual(['.dockerignore', 'Dockerfile', 'src/a', 'src/keep.log']);
});

it('takes another Dockerfile, also out of an ignored folder, with its own .dockerignore', async () => {
  await put({'docker/Web': 'FROM scratch', 'docker/Web.dockerignore': 'docker\n', '.dockerignore': 'a\n', a: 'a'});
  expect(await sent('docker/Web')).toEqual(['.dockerignore', 'a', 'docker/Web']);
  expect(folderContext(folder, 'docker/Web').dockerfile).toBe('docker/Web');
});

it('needs a Dockerfile, inside of it', async () => {
  expect(() => folderContext(folder, undefined)).toThrow(expect.objectContaining({id: 'E_FILE'}));
  expect(() => folderContext(folder, '/etc/hostname')).toThrow(expect.objectContaining({id: 'E_FILE'}));
});
