import {BaseCommand} from '../../cli/base-command.ts';
import {expectClean, stopTunnel} from '../../cluster/tunnel/stop-tunnel.ts';

export default class TunnelStop extends BaseCommand<typeof TunnelStop> {
  static override readonly summary = 'End the tunnel of a cluster.';
  static override readonly description =
    'Services lose their addresses, and get the same again from the next tunnel. One that belongs to the cluster (start --tunnel, tunnel: true) comes back with the next start, unless that has --no-tunnel.';
  static override readonly examples = ['<%= config.bin %> tunnel stop', '<%= config.bin %> tunnel stop -p dev'];

  override async run(): Promise<void> {
    const {profile, progress, signal} = this;
    const ended = await stopTunnel(profile, await this.deps().readDeps({progress, signal}));
    expectClean(profile, ended);
    const {stopped} = ended;
    this.print({cluster: profile, stopped}, () =>
      stopped ? `The tunnel of "${profile}" has ended.` : `"${profile}" has no tunnel that runs.`,
    );
  }
}
