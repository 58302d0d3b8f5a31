import {Args} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.ts';
import {getDefault} from '../../cli/config-settings.ts';

export default class ConfigGet extends BaseCommand<typeof ConfigGet> {
  static override readonly summary = 'Print a stored default.';
  static override readonly description = 'Fails when none is stored.';
  static override readonly examples = ['<%= config.bin %> config get memory'];
  static override readonly args = {name: Args.string({required: true, description: 'Name of the setting.'})};

  override async run(): Promise<void> {
    const {name} = this.args;
    const value = await getDefault(this.config.configDir, name);
    this.print({name, value}, () => value);
  }
}
