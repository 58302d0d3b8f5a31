import {realpath} from 'node:fs/promises';

export interface Manifest {
  readonly version: string;
  readonly commands: Readonly<Record<string, ManifestCommand>>;
}

export interface ManifestCommand {
  readonly summary?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly flags: Readonly<Record<string, {readonly env?: string; readonly summary?: string}>>;
}

/**
 * Asks oclif for the manifest of the commands in `root`/dist: what `--help` shows without loading a command.
 */
export async function createManifest(root: string): Promise<Manifest> {
  // Otherwise oclif, under a test runner, looks for TypeScript sources and loads those.
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    const {Plugin} = await import('@oclif/core');
    const plugin = new Plugin({
      root: await realpath(root),
      type: 'core',
      ignoreManifest: true,
      errorOnManifestCreate: true,
      respectNoCacheDefault: true,
    });
    await plugin.load();
    const {commands, version} = JSON.parse(JSON.stringify(plugin.manifest), asWritten) as Manifest;
    const sorted = Object.entries(commands).sort(([a], [b]) => (a < b ? -1 : 1));
    return {commands: Object.fromEntries(sorted), version};
  } finally {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  }
}

/** What a default looks like in help never changes: oclif need not load the command to find out, which would double the time of `--help`. */
const asWritten = (key: string, value: unknown): unknown => (key === 'hasDynamicHelp' ? false : value);
