import {Args} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.ts';
import {presetText} from '../../cli/render/preset-text.ts';
import {readPreset} from '../../cluster/presets/read-presets.ts';

export default class PresetShow extends BaseCommand<typeof PresetShow> {
  static override readonly summary = 'Show what a preset makes.';
  static override readonly description =
    'Sizes are those of the tutorial; what this machine makes of them is shown by `start --preset NAME --dry-run`.';
  static override readonly examples = ['<%= config.bin %> preset show zookeeper', '<%= config.bin %> preset show guestbook-elk -o json'];
  static override readonly args = {name: Args.string({required: true, description: 'Name of the preset.'})};

  override async run(): Promise<void> {
    const preset = await readPreset(this.args.name);
    this.print(preset, () => presetText(preset));
  }

  protected override usageHints(): readonly string[] {
    return ['flotilla preset list'];
  }
}
