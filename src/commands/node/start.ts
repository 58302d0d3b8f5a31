import {Args} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.ts';
import {waitTimeoutFlag} from '../../cli/flags.ts';
import {imageSourceFlags, imageSourceInput} from '../../cli/image-source-flags.ts';
import {startNode} from '../../cluster/nodes/start-node.ts';

export default class NodeStart extends BaseCommand<typeof NodeStart> {
  static override readonly summary = 'Start one node of a cluster.';
  static override readonly description = 'Waits until the node is Ready. `start` starts all nodes.';
  static override readonly examples = ['<%= config.bin %> node start dev-worker2 -p dev', '<%= config.bin %> node start worker2'];
  static override readonly streamsEvents = true;
  static override readonly args = {node: Args.string({required: true, description: 'Name of the node: dev-worker2, worker2 or m03.'})};
  static override readonly flags = {
    ...imageSourceFlags,
    'wait-timeout': waitTimeoutFlag(),
  };

  override async run(): Promise<void> {
    const {args, flags, profile, progress, signal} = this;
    const started = await startNode(
      {cluster: profile, node: args.node, waitTimeoutMs: flags['wait-timeout'], imageSource: imageSourceInput(flags)},
      await this.deps().startDeps({progress, signal}),
    );
    this.print(started, () => (started.changed ? `Successfully started node ${started.node}!` : `${args.node} is already running`));
  }
}
