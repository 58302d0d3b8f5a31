import {Flags} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.ts';
import {trimMemory} from '../../cli/trim-memory.ts';
import type {ReadDeps} from '../../cli/wiring.ts';
import {followTunnel} from '../../cluster/tunnel/follow-tunnel.ts';
import {forwardTunnel, reachesAddresses} from '../../cluster/tunnel/forward-tunnel.ts';
import {NamedLines} from '../../cluster/tunnel/named-lines.ts';
import {openTunnel} from '../../cluster/tunnel/open-tunnel.ts';
import {expectClean, stopTunnel} from '../../cluster/tunnel/stop-tunnel.ts';
import type {TunnelForwards} from '../../cluster/tunnel/tunnel-forwards.ts';
import type {TunnelService, TunnelState} from '../../cluster/tunnel/tunnel-state.ts';
import {changeText, portText, serviceChanges} from '../../cluster/tunnel/tunnel-text.ts';

export default class Tunnel extends BaseCommand<typeof Tunnel> {
  static override readonly summary = 'Give Services of type LoadBalancer addresses that this machine reaches.';
  static override readonly description = [
    'Each gets an address of its own from the upper half of the subnet of the cluster, for all its ports and protocols; kubectl shows it as EXTERNAL-IP. It needs no root and changes nothing of this machine. It goes on until Ctrl-C, with --detach until tunnel stop.',
    'Where this machine does not reach the network of the nodes, such as with an engine on another one, and with --bind-address, ports of this machine lead to the Services: the same where they are free and allowed, else the next free ones. Only TCP is led on: a port of another protocol, such as UDP, is named in a warning, and answers on the machine of the engine only.',
    'spec.loadBalancerIP, loadBalancerClass (flotilla.dev/tunnel or none), loadBalancerSourceRanges and externalTrafficPolicy are honoured. A Service keeps its address when the tunnel or the cluster is stopped and started again.',
  ].join('\n');
  static override readonly examples = [
    '<%= config.bin %> tunnel',
    '<%= config.bin %> tunnel --detach',
    '<%= config.bin %> tunnel --bind-address 0.0.0.0',
    '<%= config.bin %> tunnel status -o json',
    '<%= config.bin %> tunnel stop',
    '<%= config.bin %> start --tunnel',
  ];
  static override readonly streamsEvents = true;
  static override readonly flags = {
    detach: Flags.boolean({
      char: 'd',
      env: 'FLOTILLA_DETACH',
      exclusive: ['bind-address'],
      summary: 'Return when it runs; it then comes back with the cluster, whoever starts that.',
    }),
    'bind-address': Flags.string({
      env: 'FLOTILLA_BIND_ADDRESS',
      helpValue: 'ADDRESS',
      summary: 'Open ports of this address of this machine, such as 127.0.0.1, that lead to the Services; 0.0.0.0 is all of them.',
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
    const reaches = await reachesAddresses(profile, deps);
    const {container, state} = await openTunnel({cluster: profile, attached: !detach, cleanup}, deps);
    if (!detach) return this.hold(container, deps, reaches);
    const {services} = state;
    if (!reaches) {
      progress.warn('This machine does not reach the network of the cluster; the addresses answer on the machine of the engine.');
      progress.note(`To have ports of this machine lead to the Services: flotilla tunnel -p ${profile}, without --detach`);
    }
    const count = services.length === 1 ? 'one Service' : `${services.length} Services`;
    this.print({cluster: profile, detached: true, services}, () => `The tunnel of "${profile}" runs and has ${count}.`);
  }

  /** Goes on until the user has had enough, or somebody else ends the tunnel. */
  private async hold(container: string, deps: ReadDeps, reaches: boolean): Promise<void> {
    const {profile, progress, signal} = this;
    progress.note('The tunnel runs. It ends with this command: press Ctrl-C.');
    const address = this.flags['bind-address'];
    const lines = new NamedLines(profile, await this.deps().nameDeps({progress, signal}), (document, text) => this.write(document, text));
    await using forwards = reaches && address === undefined ? undefined : await this.forwards(address, reaches, lines);
    let shown: readonly TunnelService[] = [];
    const onState = ({services, problem}: TunnelState): void => {
      if (problem !== undefined) progress.warn(`The API server is not heard: ${problem}`);
      for (const change of serviceChanges(shown, services)) {
        const [address] = change.type === 'gone' ? [] : change.addresses;
        lines.write(change, changeText(change), address);
      }
      shown = services;
      void forwards?.follow(services);
    };
    const onBreak = (reason: string): void => progress.warn(`The connection to the container engine broke and is tried again: ${reason}`);
    trimMemory();
    try {
      await followTunnel({container, onState, onBreak}, deps.engine, signal);
    } finally {
      expectClean(profile, await stopTunnel(profile, {...deps, signal: AbortSignal.timeout(20_000)}, {only: container}));
    }
    await lines.written();
    progress.note('The tunnel has ended.');
  }

  private async forwards(address: string | undefined, reaches: boolean, lines: NamedLines): Promise<TunnelForwards> {
    const {profile: cluster, progress, signal} = this;
    const bindAddress = address === '*' ? '0.0.0.0' : (address ?? '127.0.0.1');
    const onPort: Parameters<typeof forwardTunnel>[0]['onPort'] = (event) =>
      lines.write(event, portText(event), event.type === 'port' ? event.forward.address : undefined);
    return forwardTunnel({cluster, bindAddress, reaches, onPort}, await this.deps().serviceDeps({progress, signal}));
  }

  private write(document: object, text: string): void {
    process.stdout.write(`${this.json ? JSON.stringify(document) : text}\n`);
  }
}
