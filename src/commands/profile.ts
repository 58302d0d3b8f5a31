import {Args} from '@oclif/core';
import {forgetActiveProfile, writeActiveProfile} from '../cli/active-profile.ts';
import {BaseCommand} from '../cli/base-command.ts';
import {requireCluster} from '../cluster/state/cluster-state.ts';
import {isAppError} from '../errors/app-error.ts';

export default class Profile extends BaseCommand<typeof Profile> {
  static override readonly summary = 'Print the active profile, or make another one active.';
  static override readonly description =
    'Commands without --profile are about the active profile. Choosing one makes its context the current one of kubectl too.';
  static override readonly examples = ['<%= config.bin %> profile', '<%= config.bin %> profile dev', '<%= config.bin %> profile default'];
  static override readonly args = {
    name: Args.string({description: 'Name of a cluster; "default" is the one that a bare start makes.'}),
  };

  override async run(): Promise<void> {
    if (this.args.name === undefined) {
      this.print({profile: this.profile}, () => this.profile);
      return;
    }
    const name = this.args.name === 'default' ? 'flotilla' : this.args.name;
    await this.activate(name).catch((error: unknown) => this.backToDefault(error));
    this.print({profile: name}, () => `flotilla profile was successfully set to ${name}`);
  }

  /** There is always a way back, also before the default cluster is made. */
  private async backToDefault(error: unknown): Promise<void> {
    if (this.args.name !== 'default' || !isAppError(error, 'E_CLUSTER_NOT_FOUND')) throw error;
    await forgetActiveProfile(this.config.configDir, [this.profile]);
  }

  private async activate(name: string): Promise<void> {
    const {signal} = this;
    const [engine, kubeconfig] = await Promise.all([this.deps().engine(), this.deps().userKubeconfig(signal)]);
    await requireCluster(engine, name, {signal});
    await writeActiveProfile(this.config.configDir, name);
    if (kubeconfig.read(name)) await kubeconfig.switchTo(name);
    else this.progress.warn(`The kubeconfig has no context "${name}"; to add it: flotilla update-context -p ${name}`);
  }
}
