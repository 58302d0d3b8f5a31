import {Args} from '@oclif/core';
import {BaseCommand} from '../cli/base-command.ts';
import {type Shell, shellScript, shells} from '../cli/complete/shell-scripts.ts';

export default class Completion extends BaseCommand<typeof Completion> {
  static override readonly summary = 'Print a script that completes commands, flags, clusters and nodes in a shell.';
  static override readonly description =
    'To have it in every new shell, put the line of the example into ~/.bashrc or ~/.zshrc (after compinit), or the output into ~/.config/fish/completions/flotilla.fish.';
  static override readonly examples = [
    'source <(<%= config.bin %> completion bash)',
    'source <(<%= config.bin %> completion zsh)',
    '<%= config.bin %> completion fish | source',
  ];
  static override readonly args = {
    shell: Args.custom<Shell>({options: [...shells], required: true, description: 'The shell.'})({required: true}),
  };

  override async run(): Promise<void> {
    const script = shellScript(this.args.shell);
    this.print({shell: this.args.shell, script}, () => script);
  }
}
