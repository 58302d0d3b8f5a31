import {Flags} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.ts';
import {listFlag, waitTimeoutFlag} from '../../cli/flags.ts';
import {imageSourceFlags, imageSourceInput} from '../../cli/image-source-flags.ts';
import {addNodes} from '../../cluster/nodes/add-nodes.ts';

export default class NodeAdd extends BaseCommand<typeof NodeAdd> {
  static override readonly summary = 'Add nodes to a cluster that runs.';
  static override readonly description =
    "A node is like the others of its role unless told. A cluster that gets a second control plane also gets a load balancer, which takes over the API server's address on this machine: for some seconds nobody answers there. Run `start` when it was interrupted.";
  static override readonly examples = [
    '<%= config.bin %> node add',
    '<%= config.bin %> node add --count 2 --labels disk=ssd --taints dedicated=db:NoSchedule',
    '<%= config.bin %> node add --control-plane --count 2 -p dev',
  ];
  static override readonly streamsEvents = true;
  static override readonly interruptedHints = ['flotilla start finishes what was begun', 'flotilla node list shows what there is'];
  static override readonly flags = {
    ...imageSourceFlags,
    'control-plane': Flags.boolean({env: 'FLOTILLA_CONTROL_PLANE', summary: 'Add control planes.', exclusive: ['worker']}),
    worker: Flags.boolean({env: 'FLOTILLA_WORKER', summary: 'Add workers, which is what happens unless told.'}),
    count: Flags.integer({default: 1, min: 1, max: 50, env: 'FLOTILLA_COUNT', summary: 'How many.'}),
    labels: listFlag({default: [], env: 'FLOTILLA_LABELS', helpValue: 'k=v,k=v', summary: 'Labels of the Kubernetes nodes.'}),
    taints: listFlag({default: [], env: 'FLOTILLA_TAINTS', helpValue: 'k=v:Effect', summary: 'Taints of the Kubernetes nodes.'}),
    cpus: Flags.string({env: 'FLOTILLA_CPUS', helpValue: 'N|max|no-limit', summary: 'Processors of each.'}),
    memory: Flags.string({char: 'm', env: 'FLOTILLA_MEMORY', helpValue: '5120|5g', summary: 'Memory of each; a bare number is MiB.'}),
    'wait-timeout': waitTimeoutFlag(),
  };

  override async run(): Promise<void> {
    const {flags, profile, progress, signal} = this;
    const added = await addNodes(
      {
        cluster: profile,
        node: {
          role: flags['control-plane'] ? 'control-plane' : 'worker',
          labels: flags.labels,
          taints: flags.taints,
          cpus: flags.cpus,
          memory: flags.memory,
        },
        count: flags.count,
        waitTimeoutMs: flags['wait-timeout'],
        imageSource: imageSourceInput(flags),
      },
      await this.deps().startDeps({progress, signal}),
    );
    this.print({nodes: added}, () => added.map(({name}) => `Successfully added ${name} to ${profile}!`).join('\n'));
  }
}
