import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {execa} from 'execa';

export interface SearchServer extends AsyncDisposable {
  readonly url: string;
}

/** An OpenSearch of this test's own: Maven's jars on this machine's Java, 12 seconds to an answer, 400 MiB. */
export async function startSearchServer(): Promise<SearchServer> {
  const folder = await mkdtemp(join(tmpdir(), 'flotilla-search-'));
  const classPath = join(folder, 'classpath');
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:build-classpath';
  await execa('mvn', ['-q', '-B', '-f', join(import.meta.dirname, 'pom.xml'), goal, `-Dmdep.outputFile=${classPath}`]);
  const program = join(import.meta.dirname, 'SearchServer.java');
  const java = execa('java', ['-Xmx512m', '-XX:TieredStopAtLevel=1', '-cp', `@${classPath}`, program, folder], {
    all: true,
    reject: false,
  });
  const stop = async (): Promise<void> => {
    java.kill('SIGKILL');
    await java;
    await rm(folder, {recursive: true, force: true});
  };
  for await (const line of createInterface({input: java.all})) {
    const port = /^port (\d+)$/.exec(line)?.[1];
    if (port !== undefined) return {url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: stop};
  }
  const {all} = await java;
  await rm(folder, {recursive: true, force: true});
  throw new Error(`OpenSearch ended before it listened:\n${all}`);
}
