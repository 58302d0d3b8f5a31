import {Flags} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.ts';
import {printKubeconfig} from '../../cluster/kubeconfig/print-kubeconfig.ts';
import {requireCluster} from '../../cluster/state/cluster-state.ts';

export default class Kubeconfig extends BaseCommand<typeof Kubeconfig> {
  static override readonly summary = "Print the cluster's kubeconfig.";
  static override readonly description = "It holds the administrator's key: keep it secret. The user's own kubeconfig is not touched.";
  static override readonly examples = [
    '<%= config.bin %> kubeconfig > dev.kubeconfig',
    '<%= config.bin %> kubeconfig --internal',
    '<%= config.bin %> kubeconfig merge',
  ];
  static override readonly flags = {
    internal: Flags.boolean({
      env: 'FLOTILLA_INTERNAL',
      summary: "With the control plane's address in the network of the nodes, for containers that are attached to it.",
    }),
  };

  override async run(): Promise<void> {
    const {progress, signal} = this;
    const deps = await this.deps().readDeps({progress, signal});
    const state = await requireCluster(deps.engine, this.profile, {signal});
    const {text, document} = await printKubeconfig(state, this.flags.internal ? 'internal' : 'published', deps);
    this.print(document, () => text);
  }
}
