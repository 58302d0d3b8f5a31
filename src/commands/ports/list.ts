import {BaseCommand} from '../../cli/base-command.ts';
import {renderTable} from '../../cli/render/table.ts';
import {helperContainers} from '../../cluster/helpers/helper-containers.ts';
import {publishedPorts} from '../../cluster/ports/published-ports.ts';
import {requireCluster} from '../../cluster/state/cluster-state.ts';

export default class PortsList extends BaseCommand<typeof PortsList> {
  static override readonly summary = 'List the ports of the host that lead into the cluster.';
  static override readonly description =
    "The API server's, those of the cluster file or --port, and those that `ports add` has published. A port of what does not run is closed.";
  static override readonly examples = ['<%= config.bin %> ports list', '<%= config.bin %> ports list -p dev -o json'];

  override async run(): Promise<void> {
    const {profile, signal} = this;
    const engine = await this.deps().engine();
    const [state, helpers] = await Promise.all([requireCluster(engine, profile, {signal}), helperContainers(engine, profile, {signal})]);
    const ports = publishedPorts(state, helpers);
    const rows = ports.map(({hostAddress, hostPort, protocol, node, nodePort, origin, open}) => [
      `${hostAddress}:${hostPort}`,
      protocol,
      node,
      String(nodePort),
      origin,
      open ? 'open' : 'closed',
    ]);
    this.print({ports}, () => renderTable(['host', 'protocol', 'node', 'port', 'from', 'state'], rows));
  }
}
