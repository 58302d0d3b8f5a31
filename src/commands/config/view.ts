import {Flags} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.ts';
import {viewDefaults} from '../../cli/config-settings.ts';

export default class ConfigView extends BaseCommand<typeof ConfigView> {
  static override readonly summary = 'Print all stored defaults.';
  static override readonly description = 'One a line, as "- name: value".';
  static override readonly examples = ['<%= config.bin %> config view', '<%= config.bin %> config view --all'];
  static override readonly flags = {
    all: Flags.boolean({env: 'FLOTILLA_ALL', summary: 'The names of all settings, those without a stored value too.'}),
  };

  override async run(): Promise<void> {
    const settings = await viewDefaults(this.config.configDir, this.flags.all);
    this.print({settings: Object.fromEntries(settings)}, () =>
      settings.map(([name, value]) => `- ${name}: ${value ?? ''}`.trimEnd()).join('\n'),
    );
  }
}
