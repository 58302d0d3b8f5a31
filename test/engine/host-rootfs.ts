import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync, realpathSync} from 'node:fs';
import {type Pack, pack} from 'tar-stream';

/** More than a probe image has to have, and enough for the tests. */
const programs = ['sh', 'cat', 'df', 'nproc', 'sleep', 'head', 'wc', 'stat', 'mkdir', 'tr', 'env', 'id', 'stty'];

/** A root file system of a few megabytes with programs of this very host and their libraries: an image that needs no registry. */
export function hostRootfs(): Pack {
  const archive = pack();
  for (const directory of ['tmp', 'proc', 'sys', 'dev', 'etc', 'var', 'run']) {
    archive.entry({name: directory, type: 'directory', mode: directory === 'tmp' ? 0o1777 : 0o755});
  }
  const files = new Map(programs.flatMap((program) => programFiles(program)));
  for (const [name, source] of files) archive.entry({name: name.slice(1), mode: 0o755}, readFileSync(source));
  archive.finalize();
  return archive;
}

/** Where each file goes and where it is: the program in /bin, and its libraries at the paths that the loader looks at. */
function programFiles(program: string): [string, string][] {
  const path = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'].map((directory) => `${directory}/${program}`).find(existsSync);
  if (path === undefined) throw new Error(`The tests need ${program} on this host.`);
  const libraries = [...execFileSync('ldd', [path], {encoding: 'utf8'}).matchAll(/(\/\S+) \(0x/g)].map(([, library = '']) => library);
  return [[`/bin/${program}`, realpathSync(path)], ...libraries.map((library): [string, string] => [library, realpathSync(library)])];
}
