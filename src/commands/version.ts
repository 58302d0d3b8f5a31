import {Flags} from '@oclif/core';
import {BaseCommand} from '../cli/base-command.ts';
import {builtCommit} from '../cli/built-commit.ts';
import {defaultKubernetesVersion, supportedKubernetesVersions} from '../images/default-version.ts';

export default class Version extends BaseCommand<typeof Version> {
  static override readonly summary = 'Print the versions of Flotilla and of the Kubernetes it starts.';
  static override readonly description = 'Asks no cluster and no container engine, so it answers at once and without either.';
  static override readonly examples = [
    '<%= config.bin %> version',
    '<%= config.bin %> version --short',
    '<%= config.bin %> version -o json',
  ];
  static override readonly flags = {
    short: Flags.boolean({env: 'FLOTILLA_SHORT', summary: 'Print only the version of Flotilla.'}),
  };

  override async run(): Promise<void> {
    const flotillaVersion = `v${this.config.version}`;
    const commit = builtCommit();
    const document = {flotillaVersion, ...(commit && {commit}), defaultKubernetesVersion, supportedKubernetesVersions};
    const lines = [
      `flotilla version: ${flotillaVersion}`,
      ...(commit ? [`commit: ${commit}`] : []),
      `Kubernetes version: ${defaultKubernetesVersion} (tested: ${supportedKubernetesVersions.join(', ')})`,
    ];
    this.print(document, () => (this.flags.short ? flotillaVersion : lines.join('\n')));
  }
}
