import {Flags} from '@oclif/core';
import {forgetActiveProfile} from '../cli/active-profile.ts';
import {BaseCommand} from '../cli/base-command.ts';
import {deleteCluster} from '../cluster/delete-cluster.ts';
import {purge} from '../cluster/purge.ts';
import {readClusters} from '../cluster/state/cluster-state.ts';
import {AppError} from '../errors/app-error.ts';

export default class Delete extends BaseCommand<typeof Delete> {
  static override readonly summary = 'Delete a cluster with all that belongs to it.';
  static override readonly description =
    'Removes its containers, volumes, network, kubeconfig entry and SSH key. Works on whatever is left of a cluster; succeeds when there is none. It asks nothing. Node images stay: `node-image remove` removes them.';
  static override readonly examples = [
    '<%= config.bin %> delete',
    '<%= config.bin %> delete -p dev',
    '<%= config.bin %> delete --all',
    '<%= config.bin %> delete --all --purge',
  ];
  static override readonly streamsEvents = true;
  static override readonly flags = {
    all: Flags.boolean({env: 'FLOTILLA_ALL', summary: 'Delete all clusters.'}),
    purge: Flags.boolean({
      env: 'FLOTILLA_PURGE',
      summary: 'Also remove the folders of Flotilla for this user: SSH keys, settings, and the cache that node images are built from.',
    }),
  };

  override async run(): Promise<void> {
    const {flags, progress, signal} = this;
    const deps = await this.deps().deleteDeps({progress, signal});
    const all = flags.all || flags.purge ? (await readClusters(deps.engine, {signal})).map(({name}) => name) : [];
    const others = all.filter((name) => name !== this.profile);
    if (flags.purge && !flags.all && others.length > 0) {
      throw new AppError('E_USAGE', `--purge would take the SSH keys of other clusters: ${others.join(', ')}.`, {
        hints: ['flotilla delete --all --purge deletes them too', 'flotilla delete deletes this one alone'],
      });
    }
    const deleted: string[] = [];
    for (const name of flags.all ? all : [this.profile]) {
      if (await deleteCluster(name, deps)) deleted.push(name);
    }
    await forgetActiveProfile(this.config.configDir, deleted);
    const {configDir: configFolder} = this.config;
    const removed = flags.purge ? await purge({paths: deps.paths, configFolder, progress, signal}) : [];
    this.print({deleted, ...(flags.purge ? {removed} : {})}, () =>
      [...this.lines(deleted), ...removed.map((folder) => `Removed ${folder}.`)].join('\n'),
    );
  }

  private lines(deleted: readonly string[]): string[] {
    if (deleted.length > 0) return deleted.map((name) => `Removed all traces of the "${name}" cluster.`);
    return [this.flags.all ? 'There are no clusters.' : `There is no cluster "${this.profile}"; nothing to delete.`];
  }
}
