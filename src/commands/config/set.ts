import {Args} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.ts';
import {setDefault} from '../../cli/config-settings.ts';

export default class ConfigSet extends BaseCommand<typeof ConfigSet> {
  static override readonly summary = 'Store a default for a flag of start.';
  static override readonly description =
    'Settings have the names of the flags, without the dashes; "profile" is the active profile. A flag, a variable FLOTILLA_<FLAG> and a cluster file win over them.';
  static override readonly examples = ['<%= config.bin %> config set memory 4g', '<%= config.bin %> config set profile dev'];
  static override readonly args = {
    name: Args.string({required: true, description: 'Name of the setting.'}),
    value: Args.string({required: true, description: 'Its value, as the flag takes it.'}),
  };

  override async run(): Promise<void> {
    const {name, value} = this.args;
    await setDefault(this.config.configDir, name, value);
    if (name !== 'profile') this.progress.note('It counts for clusters that are made from now on; those that exist keep what they have.');
    this.print({name, value}, () => '');
  }
}
