import {Flags} from '@oclif/core';
import {explainUnconfined, findUnconfinedPods} from '../apparmor/cluster/unconfined-pods.ts';
import {BaseCommand} from '../cli/base-command.ts';
import {nodeFlag} from '../cli/flags.ts';
import {clusterLayout} from '../cluster/status/cluster-layout.ts';
import {statusExitCode} from '../cluster/status/exit-code.ts';
import {type ClusterStatus, readStatus} from '../cluster/status/read-status.ts';
import {statusJson} from '../cluster/status/status-document.ts';
import {statusHints} from '../cluster/status/status-hints.ts';
import {fillStatusTemplate, statusText} from '../cluster/status/status-text.ts';
import {AppError} from '../errors/app-error.ts';

export default class Status extends BaseCommand<typeof Status> {
  static override readonly summary = 'Show whether the nodes of a cluster and what is on them run.';
  static override readonly description =
    'The exit code adds up 1 when a host does not run, 2 when a kubelet or an API server does not, 4 when the kubeconfig does not lead to the cluster.';
  static override readonly examples = [
    '<%= config.bin %> status',
    '<%= config.bin %> status -n worker2',
    '<%= config.bin %> status -o json',
    "<%= config.bin %> status --format '{{.Host}}'",
  ];
  static override readonly flags = {
    node: nodeFlag({summary: 'Name of the node; all of them unless told.'}),
    format: Flags.string({
      char: 'f',
      env: 'FLOTILLA_FORMAT',
      helpValue: 'TEMPLATE',
      summary: 'Go template of fields, such as {{.Host}}, for the node or the first of several.',
    }),
    layout: Flags.option({options: ['nodes', 'cluster'] as const})({
      char: 'l',
      default: 'nodes',
      env: 'FLOTILLA_LAYOUT',
      summary: 'Form of the JSON document: the nodes, or the cluster with all that is in it.',
    }),
  };

  override async run(): Promise<void> {
    const {flags, progress, signal} = this;
    if (flags.format !== undefined && this.json) {
      throw new AppError('E_USAGE', 'JSON output and --format exclude each other.', {hints: ['leave one of them out']});
    }
    const deps = await this.deps().readDeps({progress, signal});
    const status = await readStatus(this.profile, flags.node, deps);
    // Not with `print`: a template and minikube's JSON end without an end of line.
    process.stdout.write(this.render(status));
    for (const hint of statusHints(status.nodes, this.profile)) progress.note(hint);
    if (this.isForPeople && status.nodes.some(({apiServer}) => apiServer === 'Running')) {
      for (const hint of explainUnconfined(await findUnconfinedPods(this.profile, deps), this.profile)) progress.note(hint);
    }
    process.exitCode = statusExitCode(status.nodes);
  }

  /** Scripts ask for the state of nodes alone, and often. */
  private get isForPeople(): boolean {
    return !this.json && this.flags.format === undefined && !this.flags.quiet;
  }

  private render({nodes, kubernetesVersion}: ClusterStatus): string {
    const {format, layout} = this.flags;
    const [first] = nodes;
    if (format !== undefined) return first ? fillStatusTemplate(format, first) : '';
    if (!this.json) return statusText(nodes, this.profile);
    return layout === 'cluster' ? JSON.stringify(clusterLayout(this.profile, kubernetesVersion, nodes)) : statusJson(nodes);
  }
}
