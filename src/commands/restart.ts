import {Flags} from '@oclif/core';
import {BaseCommand} from '../cli/base-command.ts';
import {waitTimeoutFlag} from '../cli/flags.ts';
import {readSpec} from '../cluster/spec/read-spec.ts';
import {startCluster} from '../cluster/start/start-cluster.ts';
import {waitTargets} from '../cluster/start/wait-for-cluster.ts';
import {stopCluster} from '../cluster/stop-cluster.ts';

export default class Restart extends BaseCommand<typeof Restart> {
  static override readonly summary = 'Stop a cluster and start it again.';
  static override readonly description =
    'Every node boots anew, with the same address, volume and workloads. Waits until the cluster is ready, as `start` does.';
  static override readonly examples = ['<%= config.bin %> restart', '<%= config.bin %> restart -p dev --wait-timeout 2m'];
  static override readonly streamsEvents = true;
  static override readonly flags = {
    'wait-timeout': waitTimeoutFlag(),
    'keep-context': Flags.boolean({env: 'FLOTILLA_KEEP_CONTEXT', summary: 'Leave the current context of kubectl as it is.'}),
  };

  override async run(): Promise<void> {
    const {flags, profile, progress, signal} = this;
    const wiring = this.deps();
    await stopCluster({name: profile, keepContext: true}, await wiring.lifecycleDeps({progress, signal}));
    const cluster = await startCluster(
      {
        spec: readSpec({flags: {name: profile}}),
        explicit: new Set(),
        wait: waitTargets,
        waitTimeoutMs: flags['wait-timeout'],
        imageSource: {source: 'auto'},
        keepContext: flags['keep-context'],
        apparmor: 'optional',
      },
      await wiring.startDeps({progress, signal}),
    );
    this.print(cluster, () => {
      const count = cluster.nodes.length === 1 ? 'one node' : `${cluster.nodes.length} nodes`;
      return `Cluster "${cluster.name}" restarted: Kubernetes ${cluster.kubernetesVersion} on ${count}, API server at ${cluster.apiServer}.`;
    });
  }
}
