import {BaseCommand} from '../cli/base-command.ts';
import {pauseCluster} from '../cluster/pause/pause-cluster.ts';

export default class Pause extends BaseCommand<typeof Pause> {
  static override readonly summary = 'Freeze a cluster: it stays in memory and takes no processor time.';
  static override readonly description =
    'All nodes are frozen, with everything in them; `unpause` or `start` lets them go on where they were. A paused cluster answers to nobody.';
  static override readonly examples = ['<%= config.bin %> pause', '<%= config.bin %> pause -p dev', '<%= config.bin %> unpause'];
  static override readonly streamsEvents = true;

  override async run(): Promise<void> {
    const {profile, progress, signal} = this;
    const paused = await pauseCluster(profile, await this.deps().lifecycleDeps({progress, signal}));
    this.print({paused}, () => {
      if (paused.length === 0) return `The cluster "${profile}" is paused already.`;
      return `${paused.length} ${paused.length === 1 ? 'node' : 'nodes'} paused.`;
    });
  }
}
