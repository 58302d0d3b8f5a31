import {BaseCommand} from '../../cli/base-command.ts';
import {requireSpec} from '../../cluster/kubeconfig/require-spec.ts';
import {nodeAddress} from '../../cluster/plan/addresses.ts';
import {requireCluster} from '../../cluster/state/cluster-state.ts';
import {expectedNodes} from '../../cluster/status/find-node.ts';
import {hostState} from '../../cluster/status/node-status.ts';

export default class NodeList extends BaseCommand<typeof NodeList> {
  static override readonly summary = 'List the nodes of a cluster with their addresses.';
  static override readonly description = 'A line for each node: name, tab, address. JSON output has roles and states too.';
  static override readonly examples = ['<%= config.bin %> node list', '<%= config.bin %> node list -p dev -o json'];

  override async run(): Promise<void> {
    const state = await requireCluster(await this.deps().engine(), this.profile, {signal: this.signal});
    const {subnet} = requireSpec(state).networking;
    const nodes = expectedNodes(state).map(({name, index, spec: {role}, container}) => ({
      name,
      role,
      address: nodeAddress(subnet, index),
      status: hostState(container),
    }));
    this.print({nodes}, () => nodes.map(({name, address}) => `${name}\t${address}`).join('\n'));
  }
}
