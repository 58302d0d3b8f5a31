import {Args} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.ts';
import {unsetDefault} from '../../cli/config-settings.ts';

export default class ConfigUnset extends BaseCommand<typeof ConfigUnset> {
  static override readonly summary = 'Remove a stored default.';
  static override readonly description = 'Does nothing when none is stored.';
  static override readonly examples = ['<%= config.bin %> config unset memory'];
  static override readonly args = {name: Args.string({required: true, description: 'Name of the setting.'})};

  override async run(): Promise<void> {
    const {name} = this.args;
    await unsetDefault(this.config.configDir, name);
    this.print({name}, () => '');
  }
}
