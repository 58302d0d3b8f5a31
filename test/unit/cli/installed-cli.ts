import {execFile} from 'node:child_process';
import {cp, mkdtemp, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {bundle} from '../../../scripts/bundle.ts';
import {createManifest, type Manifest} from '../../../scripts/manifest.ts';

const repo = join(import.meta.dirname, '../../..');

export interface Answer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The program built from this source into a folder of its own, as an installation would have it. */
export class InstalledCli implements AsyncDisposable {
  readonly root: string;
  readonly manifest: Manifest;

  constructor(root: string, manifest: Manifest) {
    this.root = root;
    this.manifest = manifest;
  }

  static async create(): Promise<InstalledCli> {
    const root = await mkdtemp(join(tmpdir(), 'flotilla-cli-'));
    await bundle({root: repo, outdir: join(root, 'dist')});
    await cp(join(repo, 'package.json'), join(root, 'package.json'));
    await cp(join(repo, 'bin'), join(root, 'bin'), {recursive: true});
    await symlink(join(repo, 'node_modules'), join(root, 'node_modules'));
    const manifest = await createManifest(root);
    await writeFile(join(root, 'oclif.manifest.json'), JSON.stringify(manifest));
    return new InstalledCli(root, manifest);
  }

  /** Runs it with nothing inherited from the test runner's environment but what programs need. */
  async run(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const surroundings = {PATH: process.env['PATH'], HOME: this.root, ...env};
    try {
      const run = promisify(execFile);
      const {stdout, stderr} = await run(process.execPath, [join(this.root, 'bin/run.js'), ...argv], {env: surroundings});
      return {exitCode: 0, stdout, stderr};
    } catch (error) {
      const {code, stdout, stderr} = error as {code: number; stdout: string; stderr: string};
      return {exitCode: code, stdout, stderr};
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.root, {recursive: true, force: true});
  }
}
