import {BaseCommand} from '../cli/base-command.ts';
import {nodeFlag} from '../cli/flags.ts';
import {requireSpec} from '../cluster/kubeconfig/require-spec.ts';
import {nodeAddress} from '../cluster/plan/addresses.ts';
import {requireCluster} from '../cluster/state/cluster-state.ts';
import {findNode} from '../cluster/status/find-node.ts';
import {AppError} from '../errors/app-error.ts';

export default class Ip extends BaseCommand<typeof Ip> {
  static override readonly summary = 'Print the address of a node.';
  static override readonly description = 'NodePorts answer there. The address stays the same as long as the cluster exists.';
  static override readonly examples = [
    '<%= config.bin %> ip',
    '<%= config.bin %> ip -n worker2',
    'curl http://$(<%= config.bin %> ip):30080/',
  ];
  static override readonly flags = {node: nodeFlag()};

  override async run(): Promise<void> {
    const state = await requireCluster(await this.deps().engine(), this.profile, {signal: this.signal});
    const node = findNode(state, this.flags.node);
    const address = nodeAddress(requireSpec(state).networking.subnet, node.index);
    if (node.container?.state !== 'running') {
      throw new AppError('E_NOT_RUNNING', `Node ${node.name} is not running.`, {hints: [`flotilla start -p ${this.profile}`]});
    }
    this.print({node: node.name, address}, () => address);
  }
}
