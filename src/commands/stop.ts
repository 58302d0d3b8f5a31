import {BaseCommand} from '../cli/base-command.ts';
import {stopCluster} from '../cluster/stop-cluster.ts';

export default class Stop extends BaseCommand<typeof Stop> {
  static override readonly summary = 'Stop a cluster and keep everything in it.';
  static override readonly description =
    'Addresses, ports, volumes and workloads stay; `start` brings them back. A stopped cluster stays stopped when the host restarts.';
  static override readonly examples = ['<%= config.bin %> stop', '<%= config.bin %> stop -p dev'];
  static override readonly streamsEvents = true;

  override async run(): Promise<void> {
    const {profile, progress, signal} = this;
    const stopped = await stopCluster(profile, await this.deps().deleteDeps({progress, signal}));
    this.print({stopped}, () => {
      if (stopped.length === 0) return `The cluster "${profile}" is stopped already.`;
      return `${stopped.length} ${stopped.length === 1 ? 'node' : 'nodes'} stopped.`;
    });
  }
}
