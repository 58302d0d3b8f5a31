import {Flags} from '@oclif/core';
import {forgetActiveProfile} from '../cli/active-profile.ts';
import {BaseCommand} from '../cli/base-command.ts';
import {deleteCluster} from '../cluster/delete-cluster.ts';
import {readClusters} from '../cluster/state/cluster-state.ts';

export default class Delete extends BaseCommand<typeof Delete> {
  static override readonly summary = 'Delete a cluster with all that belongs to it.';
  static override readonly description =
    'Removes its containers, volumes, network, kubeconfig entry and SSH key. Works on whatever is left of a cluster; succeeds when there is none.';
  static override readonly examples = ['<%= config.bin %> delete', '<%= config.bin %> delete -p dev', '<%= config.bin %> delete --all'];
  static override readonly streamsEvents = true;
  static override readonly flags = {
    all: Flags.boolean({env: 'FLOTILLA_ALL', summary: 'Delete all clusters.'}),
  };

  override async run(): Promise<void> {
    const {progress, signal} = this;
    const deps = await this.deps().deleteDeps({progress, signal});
    const names = this.flags.all ? (await readClusters(deps.engine, {signal})).map(({name}) => name) : [this.profile];
    const deleted: string[] = [];
    for (const name of names) {
      if (await deleteCluster(name, deps)) deleted.push(name);
    }
    await forgetActiveProfile(this.config.configDir, deleted);
    this.print({deleted}, () => {
      if (deleted.length > 0) return deleted.map((name) => `Removed all traces of the "${name}" cluster.`).join('\n');
      return this.flags.all ? 'There are no clusters.' : `There is no cluster "${this.profile}"; nothing to delete.`;
    });
  }
}
