import {mkdtemp, readFile, rename, rm, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {execa} from 'execa';
import {AppError} from '../../errors/app-error.ts';
import {lastLines} from '../../node/last-lines.ts';
import {cached} from '../cached.ts';
import {contentKey} from '../content-key.ts';
import type {DebianFilesDeps} from '../debian/debian-files.ts';
import {digestOf} from '../oci/digest.ts';
import {fileContent, fileEntry, type LayerEntry} from '../oci/layer-entry.ts';

/** A line of jars.sha256, as sha256sum writes it. */
interface Jar {
  readonly name: string;
  readonly digest: string;
}

/**
 * The jars that a sample's jars.sha256 names, from the dependencies of its pom.xml, below a folder of the image. What Maven brings besides,
 * for other systems, stays out.
 * @throws AppError E_TOOL_MISSING without Maven, E_IMAGE_BUILD when it fails, E_CHECKSUM for a jar that is not the one it must be.
 */
export async function mavenJars(folder: string, into: string, {cacheDir, signal}: DebianFilesDeps): Promise<LayerEntry[]> {
  const pom = join(folder, 'pom.xml');
  const list = await readFile(join(folder, 'jars.sha256'), 'utf8');
  const jars = parseJars(list);
  const key = contentKey({pom: await readFile(pom, 'utf8'), list});
  const made = await cached(join(cacheDir, 'jars', key), (partial) => fetchJars(pom, jars, partial, signal));
  return Promise.all(
    jars.map(async ({name}) => {
      const file = join(made, name);
      return fileEntry(join(into, name), fileContent(file, (await stat(file)).size));
    }),
  );
}

/** The jars of a list as sha256sum writes it. */
export function parseJars(list: string): Jar[] {
  return list
    .split('\n')
    .map((line) => /^([0-9a-f]{64}) [ *](\S+\.jar)$/.exec(line))
    .flatMap((match) => (match ? [{digest: `sha256:${match[1]}`, name: match[2] ?? ''}] : []));
}

async function fetchJars(pom: string, jars: readonly Jar[], folder: string, signal: AbortSignal): Promise<void> {
  const scratch = await mkdtemp(`${folder}-`);
  try {
    await copyDependencies(pom, scratch, signal);
    for (const jar of jars) await checkJar(scratch, jar, signal);
    await rename(scratch, folder);
  } finally {
    await rm(scratch, {recursive: true, force: true});
  }
}

async function copyDependencies(pom: string, folder: string, signal: AbortSignal): Promise<void> {
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:copy-dependencies';
  const argv = ['-q', '-B', '-f', pom, goal, `-DoutputDirectory=${folder}`, '-DincludeScope=runtime'];
  try {
    await execa('mvn', argv, {cancelSignal: signal, stdin: 'ignore', all: true});
  } catch (error) {
    signal.throwIfAborted();
    const {code, all} = error as {code?: string; all?: string};
    if (code === 'ENOENT') {
      throw new AppError('E_TOOL_MISSING', 'Maven, which fetches the jars of a sample, is not installed.', {
        hints: ['apt-get install maven'],
      });
    }
    throw new AppError('E_IMAGE_BUILD', `The jars of ${pom} could not be fetched.`, {details: lastLines(all ?? '', 10), cause: error});
  }
}

async function checkJar(folder: string, {name, digest}: Jar, signal: AbortSignal): Promise<void> {
  const file = join(folder, name);
  const facts = await stat(file).catch(() => undefined);
  if (!facts) throw new AppError('E_IMAGE_BUILD', `Maven did not bring ${name}.`);
  const got = await digestOf(fileContent(file, facts.size).open(), signal);
  if (got.digest === digest) return;
  throw new AppError('E_CHECKSUM', `${name} does not have the checksum it must have.`, {
    details: [`expected ${digest}`, `received ${got.digest}`],
  });
}
