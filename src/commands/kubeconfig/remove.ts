import {BaseCommand} from '../../cli/base-command.ts';

export default class KubeconfigRemove extends BaseCommand<typeof KubeconfigRemove> {
  static override readonly summary = "Take the cluster out of the user's kubeconfig.";
  static override readonly description =
    'The cluster itself is left as it is, and need not exist any more. Only entries that Flotilla made are removed; succeeds when there are none.';
  static override readonly examples = ['<%= config.bin %> kubeconfig remove', '<%= config.bin %> kubeconfig remove -p dev'];

  override async run(): Promise<void> {
    const {profile} = this;
    const kubeconfig = await this.deps().userKubeconfig(this.signal);
    const removed = await kubeconfig.remove(profile);
    this.print({name: profile, removed}, () =>
      removed
        ? `Removed the cluster "${profile}" from the kubeconfig.`
        : `The kubeconfig has no entry of a cluster "${profile}"; nothing to remove.`,
    );
  }
}
