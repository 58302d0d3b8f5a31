import {Flags} from '@oclif/core';
import {BaseCommand} from '../cli/base-command.ts';
import {nodeFlag} from '../cli/flags.ts';
import {appendKnownHost, userKnownHosts} from '../cluster/access/append-known-host.ts';
import {readHostKey} from '../cluster/access/node-shell.ts';
import {referTo, requireRunning} from '../cluster/access/running-node.ts';
import {knownHostsLine} from '../node/host-keys/known-hosts.ts';

export default class SshHost extends BaseCommand<typeof SshHost> {
  static override readonly summary = 'Print the SSH host key of a node, as a line for known_hosts.';
  static override readonly description =
    "The key is read through the container engine, not asked for over the network. With --append-known it is put into ~/.ssh/known_hosts, where it takes the place of an older cluster's at the same address.";
  static override readonly examples = [
    '<%= config.bin %> ssh-host',
    '<%= config.bin %> ssh-host -n worker --append-known',
    '<%= config.bin %> ssh-host >> ~/.ssh/known_hosts',
  ];
  static override readonly flags = {
    node: nodeFlag(),
    'append-known': Flags.boolean({env: 'FLOTILLA_APPEND_KNOWN', summary: 'Put the line into ~/.ssh/known_hosts instead of printing it.'}),
  };

  override async run(): Promise<void> {
    const {progress, signal} = this;
    const deps = await this.deps().nodeShellDeps({progress, signal});
    const ref = await referTo(deps.engine, this.profile, this.flags.node, {signal});
    requireRunning(ref);
    const hostKey = await readHostKey(deps.execShell(ref.node.name), signal);
    const line = knownHostsLine([ref.address], hostKey);
    if (!this.flags['append-known']) {
      this.print({node: ref.node.name, address: ref.address, line}, () => line);
      return;
    }
    const file = userKnownHosts();
    const added = await appendKnownHost(file, ref.address, hostKey);
    if (added) progress.note(`Host added: ${file} (${ref.address})`);
    this.print({node: ref.node.name, address: ref.address, line, file, added}, () => '');
  }
}
