import {execFileSync} from 'node:child_process';
import {globSync} from 'node:fs';
import {join} from 'node:path';
import {type BuildResult, build, type Plugin} from 'esbuild';

export interface BundleOptions {
  /** The folder of package.json. */
  readonly root: string;
  readonly outdir: string;
}

export type BundleResult = BuildResult<{metafile: true}>;

/** CommonJS packages in the bundle still call `require` and look for files beside themselves. */
const commonJsBanner = [
  "import {createRequire as flotillaCreateRequire} from 'node:module';",
  'const require = flotillaCreateRequire(import.meta.url);',
  'const __filename = import.meta.filename;',
  'const __dirname = import.meta.dirname;',
].join('\n');

/** What dockerode loads for BuildKit sessions and its own SSH; we use neither, and they cost more than the rest (see load-dockerode.ts). */
const withoutUnusedHalves: Plugin = {
  name: 'dockerode-without-unused-halves',
  setup({onResolve, onLoad}) {
    onResolve({filter: /^(@grpc\/grpc-js|@grpc\/proto-loader|ssh2)$/}, ({importer, path}) =>
      /[/\\](dockerode|docker-modem)[/\\]/.test(importer) ? {path, namespace: 'unused'} : undefined,
    );
    onLoad({filter: /.*/, namespace: 'unused'}, () => ({contents: 'module.exports = {};'}));
  },
};

function currentCommit(root: string): string {
  try {
    return execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return '';
  }
}

/**
 * Bundles each command, each hook, the help and the entry into `outdir`; what they share becomes chunks, what they import lazily stays lazy.
 */
export async function bundle({root, outdir}: BundleOptions): Promise<BundleResult> {
  const entryPoints = [
    'src/cli/main.ts',
    'src/cli/program-help.ts',
    'src/cli/complete/main.ts',
    ...globSync('src/cli/hooks/*.ts', {cwd: root}),
    ...globSync('src/commands/**/*.ts', {cwd: root}),
  ];
  return build({
    absWorkingDir: root,
    entryPoints: entryPoints.map((entry) => join(root, entry)),
    outbase: join(root, 'src'),
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    chunkNames: 'chunks/[name]-[hash]',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    banner: {js: commonJsBanner},
    define: {FLOTILLA_COMMIT: JSON.stringify(currentCommit(root))},
    // Optional native code of ssh2 and ws, which fall back to JavaScript; TypeScript is only for oclif's development mode.
    external: ['cpu-features', '*.node', 'bufferutil', 'utf-8-validate', 'typescript', 'ts-node', 'tsx', 'pnpapi'],
    plugins: [withoutUnusedHalves],
    metafile: true,
    logLevel: 'warning',
  });
}
