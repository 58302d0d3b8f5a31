import {Flags} from '@oclif/core';
import {enabledAddons} from '../../addons/enabled-addons.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {exportSpec} from '../../cluster/state/export-spec.ts';

export default class ConfigExport extends BaseCommand<typeof ConfigExport> {
  static override readonly summary = 'Print the cluster file that makes this cluster anew.';
  static override readonly description =
    'The nodes and the addons are those that the cluster has now. The subnet and the port that Flotilla chose are left out, so that the file makes a second cluster beside this one.';
  static override readonly examples = [
    '<%= config.bin %> config export > cluster.yaml',
    '<%= config.bin %> config export -p dev | <%= config.bin %> start -p copy --config -',
  ];
  static override readonly flags = {
    addresses: Flags.boolean({env: 'FLOTILLA_ADDRESSES', summary: 'With the subnet and the port in any case.'}),
  };

  override async run(): Promise<void> {
    const {profile, progress, signal} = this;
    const addons = await enabledAddons(profile, await this.deps().addonDeps({progress, signal}));
    if (addons === undefined) progress.warn(`"${profile}" does not answer: its addons are those that it was made with.`);
    const options = {keepAddresses: this.flags.addresses, ...(addons === undefined ? {} : {addons})};
    const {spec, yaml} = await exportSpec(profile, options, {engine: await this.deps().engine(), signal});
    this.print(spec, () => yaml);
  }
}
