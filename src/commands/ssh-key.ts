import {existsSync} from 'node:fs';
import {BaseCommand} from '../cli/base-command.ts';
import {nodeFlag} from '../cli/flags.ts';
import {noPrivateKey} from '../cluster/access/node-shell.ts';
import {referTo} from '../cluster/access/running-node.ts';
import {privateKeyPath} from '../cluster/state/paths.ts';

export default class SshKey extends BaseCommand<typeof SshKey> {
  static override readonly summary = 'Print the path of the private SSH key for the nodes.';
  static override readonly description = 'One key opens all nodes of a cluster, for the user root, on the address that `ip` prints.';
  static override readonly examples = [
    '<%= config.bin %> ssh-key',
    'ssh -i $(<%= config.bin %> ssh-key) root@$(<%= config.bin %> ip -n worker)',
  ];
  static override readonly flags = {node: nodeFlag()};

  override async run(): Promise<void> {
    const {signal} = this;
    const {cluster, node} = await referTo(await this.deps().engine(), this.profile, this.flags.node, {signal});
    const path = privateKeyPath(await this.deps().paths(), cluster.name);
    if (!existsSync(path)) throw noPrivateKey(cluster.name, path);
    this.print({node: node.name, path}, () => path);
  }
}
