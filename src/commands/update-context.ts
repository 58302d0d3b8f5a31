import {BaseCommand} from '../cli/base-command.ts';
import {updateContext} from '../cluster/kubeconfig/update-context.ts';
import {requireCluster} from '../cluster/state/cluster-state.ts';

export default class UpdateContext extends BaseCommand<typeof UpdateContext> {
  static override readonly summary = 'Make kubectl lead to the cluster.';
  static override readonly description =
    "Writes the cluster's address and credentials into the kubeconfig where they are missing or wrong, and makes its context the current one.";
  static override readonly examples = ['<%= config.bin %> update-context', '<%= config.bin %> update-context -p dev'];

  override async run(): Promise<void> {
    const {progress, signal} = this;
    const deps = await this.deps().readDeps({progress, signal});
    const updated = await updateContext(await requireCluster(deps.engine, this.profile, {signal}), deps);
    const {name, server, changed} = updated;
    const first = changed
      ? `"${name}" context has been updated to point to ${new URL(server).host}`
      : `No changes required for the "${name}" context`;
    this.print(updated, () => `${first}\nCurrent context is "${name}"`);
  }
}
