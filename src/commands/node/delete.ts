import {Args, Flags} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.ts';
import {durationFlag} from '../../cli/flags.ts';
import {imageSourceFlags, imageSourceInput} from '../../cli/image-source-flags.ts';
import {deleteNodes} from '../../cluster/nodes/delete-nodes.ts';

export default class NodeDelete extends BaseCommand<typeof NodeDelete> {
  static override readonly summary = 'Delete nodes from a cluster that runs.';
  static override readonly description =
    'Pods move elsewhere first, as far as disruption budgets let them; then the node goes, with its etcd member, its volume and its entry in Kubernetes. Nodes that are stopped or broken can be deleted too, the last control plane cannot. Run it again when it was interrupted.';
  static override readonly examples = [
    '<%= config.bin %> node delete dev-worker2 -p dev',
    '<%= config.bin %> node delete worker2 worker3 --grace-period 1',
    '<%= config.bin %> node delete m03 --force --timeout 10s',
  ];
  static override readonly streamsEvents = true;
  static override readonly interruptedHints = ['the same command again finishes it', 'flotilla start brings the node back'];
  static override readonly strict = false;
  static override readonly args = {node: Args.string({required: true, description: 'Names of nodes: dev-worker2, worker2 or m03.'})};
  static override readonly flags = {
    ...imageSourceFlags,
    force: Flags.boolean({env: 'FLOTILLA_FORCE', summary: 'When the time is over, delete pods without asking disruption budgets.'}),
    'grace-period': Flags.integer({
      min: 0,
      env: 'FLOTILLA_GRACE_PERIOD',
      helpValue: 'SECONDS',
      summary: 'Seconds for each pod to end; what the pod asks for unless told.',
    }),
    timeout: durationFlag({default: 120_000, env: 'FLOTILLA_TIMEOUT', summary: 'How long to wait for the pods to be gone.'}),
  };

  override async run(): Promise<void> {
    const {flags, profile, progress, signal, words} = this;
    const gracePeriodSeconds = flags['grace-period'];
    const deleted = await deleteNodes(
      {
        cluster: profile,
        nodes: words,
        drain: {timeoutMs: flags.timeout, force: flags.force, ...(gracePeriodSeconds === undefined ? {} : {gracePeriodSeconds})},
        imageSource: imageSourceInput(flags),
      },
      await this.deps().startDeps({progress, signal}),
    );
    this.print({deleted}, () => words.map((word) => `Node ${word} was successfully deleted.`).join('\n'));
  }
}
