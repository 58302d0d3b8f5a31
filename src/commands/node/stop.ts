import {Args} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.ts';
import {stopNode} from '../../cluster/nodes/stop-node.ts';

export default class NodeStop extends BaseCommand<typeof NodeStop> {
  static override readonly summary = 'Stop one node of a cluster and keep everything on it.';
  static override readonly description =
    'Its pods stay assigned to it; Kubernetes makes new ones elsewhere after some minutes. `node start` brings it back.';
  static override readonly examples = ['<%= config.bin %> node stop dev-worker2 -p dev', '<%= config.bin %> node stop worker2'];
  static override readonly streamsEvents = true;
  static override readonly args = {node: Args.string({required: true, description: 'Name of the node: dev-worker2, worker2 or m03.'})};

  override async run(): Promise<void> {
    const {args, profile, progress, signal} = this;
    const stopped = await stopNode(profile, args.node, await this.deps().deleteDeps({progress, signal}));
    this.print(stopped, () => (stopped.changed ? `Successfully stopped node ${stopped.node}` : `${args.node} is already stopped`));
  }
}
