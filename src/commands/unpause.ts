import {BaseCommand} from '../cli/base-command.ts';
import {unpauseCluster} from '../cluster/pause/pause-cluster.ts';

export default class Unpause extends BaseCommand<typeof Unpause> {
  static override readonly summary = 'Let a paused cluster go on.';
  static override readonly description = 'Everything in it goes on where it was; nothing is started anew.';
  static override readonly examples = ['<%= config.bin %> unpause', '<%= config.bin %> unpause -p dev'];
  static override readonly hiddenAliases = ['resume'];
  static override readonly streamsEvents = true;

  override async run(): Promise<void> {
    const {profile, progress, signal} = this;
    const unpaused = await unpauseCluster(profile, await this.deps().lifecycleDeps({progress, signal}));
    this.print({unpaused}, () => {
      if (unpaused.length === 0) return `The cluster "${profile}" is not paused.`;
      return `${unpaused.length} ${unpaused.length === 1 ? 'node' : 'nodes'} unpaused.`;
    });
  }
}
