import {Flags} from '@oclif/core';
import {type ListedProfile, listOnCluster, listOnHosts} from '../../apparmor/cluster/list-on-cluster.ts';
import {listLibrary} from '../../apparmor/library.ts';
import {requireAll} from '../../apparmor/on-machines.ts';
import {apparmorFlags} from '../../cli/apparmor-flags.ts';
import {openScope} from '../../cli/apparmor-scope.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {machineDocument} from '../../cli/render/machine-rows.ts';
import {renderTable} from '../../cli/render/table.ts';

export default class AppArmorList extends BaseCommand<typeof AppArmorList> {
  static override readonly summary = 'List the AppArmor profiles of nodes or other machines: mode, and who loaded them.';
  static override readonly description =
    'What the kernel has, as each node sees it. LOADED BY names the clusters that keep a profile; `flotilla` on a machine that is no node; containerd and Docker for their own; host for anything else.';
  static override readonly examples = [
    '<%= config.bin %> apparmor list',
    '<%= config.bin %> apparmor list -o json',
    '<%= config.bin %> apparmor list --host root@10.0.0.5',
    '<%= config.bin %> apparmor list --library',
  ];
  static override readonly flags = {
    ...apparmorFlags,
    library: Flags.boolean({env: 'FLOTILLA_LIBRARY', summary: 'List the profiles that come with Flotilla instead.'}),
  };

  override async run(): Promise<void> {
    const {flags, signal} = this;
    if (flags.library) {
      const library = await listLibrary();
      const rows = library.map(({library: name, profile, description}) => [name, profile, description]);
      this.print({library}, () => renderTable(['library', 'profile', 'what it is'], rows));
      return;
    }
    await using scope = await openScope(flags, this.profile, this.deps(), {progress: this.progress, signal: this.signal});
    const results = scope.hosts
      ? await listOnHosts(scope.hosts, {signal})
      : [{machine: scope.nodes.cluster, result: await listOnCluster(scope.nodes, {signal})}];
    const profiles = results.flatMap(({result}) => result ?? []);
    this.print(scope.hosts ? {machines: machineDocument(results, (list) => ({profiles: list}))} : {profiles}, () => table(profiles));
    requireAll(results, 'did not tell their profiles');
  }
}

const table = (profiles: readonly ListedProfile[]): string =>
  renderTable(
    ['profile', 'mode', 'loaded by', 'on'],
    profiles.map(({profile, mode, loadedBy, machines}) => [profile, mode, loadedBy.join(', '), machines.join(', ')]),
  );
