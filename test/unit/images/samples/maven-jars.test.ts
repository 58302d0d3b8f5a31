import {chmod, mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {delimiter, join} from 'node:path';
import {buffer} from 'node:stream/consumers';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {mavenJars} from '../../../../src/images/samples/maven-jars.ts';

const hello = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';
const signal = AbortSignal.timeout(20_000);
let folder = '';

/** A Maven that copies what is in a folder instead of what a registry has. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jars-'));
  await mkdir(join(folder, 'registry'));
  await mkdir(join(folder, 'bin'));
  await writeFile(join(folder, 'pom.xml'), '<project/>');
  await writeFile(join(folder, 'registry/one.jar'), 'hello');
  await writeFile(join(folder, 'registry/other.jar'), 'for another system');
  const script = `#!/bin/sh
for word do case $word in -DoutputDirectory=*) cp ${folder}/registry/* "\${word#*=}" ;; esac; done
`;
  await writeFile(join(folder, 'bin/mvn'), script);
  await chmod(join(folder, 'bin/mvn'), 0o755);
  vi.stubEnv('PATH', `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, {recursive: true});
});

const jars = () => mavenJars(folder, '/opt/lib', {cacheDir: join(folder, 'cache'), signal});

test('the jars of the list go below the folder, and no others', async () => {
  await writeFile(join(folder, 'jars.sha256'), `${hello}  one.jar\n`);
  const [one, ...others] = await jars();
  expect(one).toMatchObject({path: 'opt/lib/one.jar', mode: 0o644, uid: 0});
  expect((await buffer(one!.content!.open())).toString()).toBe('hello');
  expect(others).toEqual([]);
});

test('what was fetched once is not fetched again', async () => {
  await writeFile(join(folder, 'jars.sha256'), `${hello}  one.jar\n`);
  await jars();
  await rm(join(folder, 'registry'), {recursive: true});
  expect(await jars()).toHaveLength(1);
});

test.each([
  ['is another', `${hello.replace('2', '3')}  one.jar\n`, 'E_CHECKSUM'],
  ['does not come', `${hello}  missing.jar\n`, 'E_IMAGE_BUILD'],
])('a jar that %s is refused', async (_which, list, id) => {
  await writeFile(join(folder, 'jars.sha256'), list);
  await expect(jars()).rejects.toMatchObject({id});
});
