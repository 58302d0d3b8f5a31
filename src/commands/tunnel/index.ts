import {Flags} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.ts';
import {followTunnel} from '../../cluster/tunnel/follow-tunnel.ts';
import {openTunnel} from '../../cluster/tunnel/open-tunnel.ts';
import {stopTunnel} from '../../cluster/tunnel/stop-tunnel.ts';
import type {TunnelService} from '../../cluster/tunnel/tunnel-state.ts';
import {changeText, serviceChanges} from '../../cluster/tunnel/tunnel-text.ts';

export default class Tunnel extends BaseCommand<typeof Tunnel> {
  static override readonly summary = 'Give Services of type LoadBalancer addresses that this machine reaches.';
  static override readonly description = [
    'Each gets an address of its own from the upper half of the subnet of the cluster, for all its ports and protocols; kubectl shows it as EXTERNAL-IP. It needs no root and changes nothing of this machine. It goes on until Ctrl-C, with --detach until tunnel stop.',
    'spec.loadBalancerIP, loadBalancerClass (flotilla.dev/tunnel or none), loadBalancerSourceRanges and externalTrafficPolicy are honoured. A Service keeps its address when the tunnel or the cluster is stopped and started again.',
  ].join('\n');
  static override readonly examples = [
    '<%= config.bin %> tunnel',
    '<%= config.bin %> tunnel --detach',
    '<%= config.bin %> tunnel status -o json',
    '<%= config.bin %> tunnel stop',
    '<%= config.bin %> start --tunnel',
  ];
  static override readonly streamsEvents = true;
  static override readonly flags = {
    detach: Flags.boolean({
      char: 'd',
      env: 'FLOTILLA_DETACH',
      summary: 'Return when it runs; it then comes back with the cluster, whoever starts that.',
    }),
    cleanup: Flags.boolean({
      char: 'c',
      allowNo: true,
      default: true,
      env: 'FLOTILLA_CLEANUP',
      summary: 'Replace addresses that something else has left in Services.',
    }),
  };

  override async run(): Promise<void> {
    const {flags, profile, progress, signal} = this;
    const {detach, cleanup} = flags;
    const deps = await this.deps().readDeps({progress, signal});
    const {services} = await openTunnel({cluster: profile, attached: !detach, cleanup}, deps);
    if (detach) {
      const count = services.length === 1 ? 'one Service' : `${services.length} Services`;
      return this.print({cluster: profile, detached: true, services}, () => `The tunnel of "${profile}" runs and has ${count}.`);
    }
    progress.note('The tunnel runs. It ends with this command: press Ctrl-C.');
    let shown: readonly TunnelService[] = [];
    try {
      const onState = ({services: now, ...state}: {readonly services: readonly TunnelService[]; readonly problem?: string}): void => {
        if (state.problem !== undefined) progress.warn(`The API server is not heard: ${state.problem}`);
        for (const change of serviceChanges(shown, now))
          process.stdout.write(`${this.json ? JSON.stringify(change) : changeText(change)}\n`);
        shown = now;
      };
      const onBreak = (reason: string): void => progress.warn(`The connection to the container engine broke and is tried again: ${reason}`);
      await followTunnel({cluster: profile, onState, onBreak}, deps.engine, signal);
    } finally {
      await stopTunnel(profile, {...deps, signal: AbortSignal.timeout(20_000)});
    }
    progress.note('The tunnel has ended.');
  }
}
