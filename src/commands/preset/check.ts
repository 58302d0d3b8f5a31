import {Args} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.ts';
import {checkedText} from '../../cli/render/preset-text.ts';
import {checkPreset} from '../../cluster/presets/check-preset.ts';
import {readPreset} from '../../cluster/presets/read-presets.ts';
import {errorCatalogue} from '../../errors/catalogue.ts';

export default class PresetCheck extends BaseCommand<typeof PresetCheck> {
  static override readonly summary = 'Check whether a cluster is what a tutorial needs, and print the commands that add what it lacks.';
  static override readonly description =
    'Ends with 0 when nothing is lacking, else with exit code 108 (E_PRESET_UNMET). Nodes larger than the preset says are as good. What the host does not have is asked of nobody, as with `start --preset`.';
  static override readonly examples = [
    '<%= config.bin %> preset check zookeeper',
    '<%= config.bin %> preset check guestbook -p dev',
    "<%= config.bin %> preset check redis-configmap -o json | jq -r '.commands[]' | sh -e",
  ];
  static override readonly args = {name: Args.string({required: true, description: 'Name of the preset.'})};

  override async run(): Promise<void> {
    const {progress, signal} = this;
    const preset = await readPreset(this.args.name);
    const checked = await checkPreset(this.profile, preset, await this.deps().addonDeps({progress, signal}));
    const error = checked.lacks.length > 0 ? ('E_PRESET_UNMET' as const) : undefined;
    this.print({...checked, ...(error && {error})}, () => checkedText(checked));
    if (!error) return;
    if (!this.json) process.stderr.write(`(${error})\n`);
    process.exitCode = errorCatalogue[error].exitCode;
  }

  protected override usageHints(): readonly string[] {
    return ['flotilla preset list'];
  }
}
