import {BaseCommand} from '../../cli/base-command.ts';
import {formatBytes} from '../../cli/render/bytes.ts';
import {renderTable} from '../../cli/render/table.ts';
import {readTunnel, type TunnelStatus} from '../../cluster/tunnel/read-tunnel.ts';
import {serviceRow} from '../../cluster/tunnel/tunnel-text.ts';

export default class TunnelStatusCommand extends BaseCommand<typeof TunnelStatusCommand> {
  static override readonly summary = 'Show whether a tunnel runs, and which Service has which address on which node.';
  static override readonly description =
    'A Service that has not got what it asked for is shown with the reason; kubectl describe shows it, too.';
  static override readonly examples = ['<%= config.bin %> tunnel status', '<%= config.bin %> tunnel status -p dev -o json'];

  override async run(): Promise<void> {
    const {profile, signal} = this;
    const status = await readTunnel(profile, {engine: await this.deps().engine(), signal});
    this.print(status, () => [headline(status), ...table(status)].join('\n'));
  }
}

function headline({cluster, state, until, problem, memoryBytes}: TunnelStatus): string {
  if (state === 'none') return `"${cluster}" has no tunnel.`;
  if (state === 'stopped')
    return `The tunnel of "${cluster}" is stopped.${problem === undefined ? '' : `\nIts addresses are still in Services, where they lead nowhere: ${problem}`}`;
  const memory = memoryBytes === undefined ? '' : `, ${formatBytes(memoryBytes)}`;
  const trouble = problem === undefined ? '' : `\nThe API server is not heard: ${problem}`;
  return `The tunnel of "${cluster}" is ${state}, as long as ${until === 'terminal' ? 'its terminal' : 'the cluster'}${memory}.${trouble}`;
}

const table = ({services}: TunnelStatus): string[] =>
  services.length === 0 ? [] : [renderTable(['namespace', 'service', 'address', 'ports', 'node'], services.map(serviceRow))];
