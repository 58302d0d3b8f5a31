// npm run build: the bundle in dist/ and oclif.manifest.json beside it.
import {rename, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {bundle} from './bundle.ts';
import {createManifest} from './manifest.ts';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const fresh = join(root, `dist.${process.pid}`);
const stale = join(root, `dist.${process.pid}.old`);

// Built beside and moved into place, so that a command started meanwhile finds a whole program.
try {
  await bundle({root, outdir: fresh});
  await rename(dist, stale).catch(() => {});
  await rename(fresh, dist);
} finally {
  await Promise.all([fresh, stale].map((folder) => rm(folder, {recursive: true, force: true})));
}

const manifest = await createManifest(root);
await writeFile(join(root, 'oclif.manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
