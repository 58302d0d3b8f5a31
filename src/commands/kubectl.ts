import type {Config} from '@oclif/core';
import {BaseCommand} from '../cli/base-command.ts';
import {runKubectl} from '../cluster/kubeconfig/kubectl/run-kubectl.ts';
import {separateArguments} from '../cluster/kubeconfig/kubectl/separate-arguments.ts';

export default class Kubectl extends BaseCommand<typeof Kubectl> {
  static override readonly summary = "Run kubectl of the cluster's version against the cluster.";
  static override readonly description =
    "Whatever the current context is. All words and flags from kubectl's first word on go to kubectl as they are, as do its input, output and exit code. Flags of Flotilla, such as --profile, stand before. For kubectl's own help: kubectl -- --help";
  static override readonly examples = [
    '<%= config.bin %> kubectl get pods -A',
    '<%= config.bin %> kubectl -p dev -- get nodes -o wide',
    '<%= config.bin %> kubectl -- exec -it web -- sh',
  ];
  static override readonly strict = false;

  constructor(argv: string[], config: Config) {
    super(separateArguments(argv), config);
  }

  override async run(): Promise<void> {
    const {argv, progress, signal} = this;
    const separator = argv.indexOf('--');
    const words = separator === -1 ? [] : argv.slice(separator + 1);
    process.exitCode = await runKubectl(this.profile, words, await this.deps().readDeps({progress, signal}));
  }
}
