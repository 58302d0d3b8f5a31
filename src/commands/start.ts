import {Flags} from '@oclif/core';
import {BaseCommand} from '../cli/base-command.ts';
import {durationFlag, listFlag} from '../cli/flags.ts';
import {imageSourceFlags, imageSourceInput} from '../cli/image-source-flags.ts';
import {specFlags} from '../cli/spec-flags.ts';
import {specInput} from '../cli/spec-input.ts';
import {explicitKeys} from '../cluster/spec/explicit-keys.ts';
import {readSpec} from '../cluster/spec/read-spec.ts';
import {parseWaitFor} from '../cluster/start/parse-wait-for.ts';
import {startCluster} from '../cluster/start/start-cluster.ts';

export default class Start extends BaseCommand<typeof Start> {
  static override readonly summary = 'Create a cluster, or start one that exists.';
  static override readonly description =
    'Run it again at any time: what is missing is created, what is stopped is started, what an interruption left half done is finished.';
  static override readonly examples = [
    '<%= config.bin %> start',
    '<%= config.bin %> start -n 3 --cpus 2 --memory 2g',
    '<%= config.bin %> start -p next --kubernetes-version v1.36.3',
    '<%= config.bin %> start --config cluster.yaml',
  ];
  static override readonly streamsEvents = true;
  static override readonly flags = {
    ...specFlags,
    ...imageSourceFlags,
    wait: listFlag({
      default: ['all'],
      env: 'FLOTILLA_WAIT',
      helpValue: 'all|none|LIST',
      summary: 'What to wait for: all, none, or some of apiserver, system_pods, default_sa, node_ready.',
    }),
    'wait-timeout': durationFlag({default: 300_000, env: 'FLOTILLA_WAIT_TIMEOUT', summary: 'How long to wait.'}),
    'keep-context': Flags.boolean({env: 'FLOTILLA_KEEP_CONTEXT', summary: 'Leave the current context of kubectl as it is.'}),
  };

  override async run(): Promise<void> {
    const {flags, progress, signal} = this;
    const named = flags.profile ?? (flags.config === undefined ? this.profile : undefined);
    const asked = await specInput(flags, named);
    const spec = readSpec(asked);
    const wait = parseWaitFor(flags.wait);
    const cluster = await startCluster(
      {
        spec,
        explicit: explicitKeys(asked),
        wait,
        waitTimeoutMs: flags['wait-timeout'],
        imageSource: imageSourceInput(flags),
        keepContext: flags['keep-context'],
      },
      await this.deps().startDeps({progress, signal}),
    );
    this.print(cluster, () => {
      const count = cluster.nodes.length === 1 ? 'one node' : `${cluster.nodes.length} nodes`;
      const context = flags['keep-context']
        ? ''
        : `\nDone! kubectl is now configured to use "${cluster.name}" cluster and "default" namespace by default`;
      return `Cluster "${cluster.name}": Kubernetes ${cluster.kubernetesVersion} on ${count}, API server at ${cluster.apiServer}.${context}`;
    });
  }
}
