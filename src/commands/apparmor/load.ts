import {Flags} from '@oclif/core';
import {loadOnCluster} from '../../apparmor/cluster/load-on-cluster.ts';
import {gatherProfiles} from '../../apparmor/gather-profiles.ts';
import {type LoadedRow, loadOnHosts} from '../../apparmor/load-on-hosts.ts';
import {type MachineResult, requireAll} from '../../apparmor/on-machines.ts';
import {apparmorFlags} from '../../cli/apparmor-flags.ts';
import {openScope} from '../../cli/apparmor-scope.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {machineDocument, renderMachines} from '../../cli/render/machine-rows.ts';
import {AppError} from '../../errors/app-error.ts';

export default class AppArmorLoad extends BaseCommand<typeof AppArmorLoad> {
  static override readonly summary = 'Load AppArmor profiles on all nodes, or on other machines.';
  static override readonly description = [
    'Each word is a file of profiles, a folder of such files, - for standard input, or the name of a profile of the library (`apparmor list --library`). apparmor_parser reads all of them before the first is loaded; its complaints have the line of your file.',
    'The nodes of a cluster share the kernel of their host, so a profile is loaded once and every node has to show it. The cluster keeps it: nodes that are added later, nodes that restart and a host that reboots have it before pods start, and `delete` unloads it. A profile of the host, or another one that another cluster has loaded, is not replaced without --force.',
    'With --host, machines that SSH reaches are loaded, all at the same time; they keep the profiles until they reboot.',
  ].join('\n');
  static override readonly examples = [
    '<%= config.bin %> apparmor load ./profiles',
    '<%= config.bin %> apparmor load deny-write nginx',
    'cat my.profile | <%= config.bin %> apparmor load - --complain',
    '<%= config.bin %> apparmor load my.profile --replace --transport ssh',
    '<%= config.bin %> apparmor load ./profiles --host root@10.0.0.5 --host admin@10.0.0.6:2222 -i ~/.ssh/nodes',
  ];
  static override readonly strict = false;
  static override readonly streamsEvents = true;
  static override readonly flags = {
    ...apparmorFlags,
    complain: Flags.boolean({env: 'FLOTILLA_COMPLAIN', summary: 'Only log what the profiles do not allow.'}),
    replace: Flags.boolean({env: 'FLOTILLA_REPLACE', summary: 'Replace what was loaded before under the same names.'}),
    force: Flags.boolean({
      env: 'FLOTILLA_FORCE',
      summary: "Replace also the host's own profiles, and those that other clusters use.",
    }),
  };

  override async run(): Promise<void> {
    const {flags, words, signal} = this;
    if (words.length === 0)
      throw new AppError('E_USAGE', 'Name a file, a folder, a profile of the library, or -.', {hints: ['flotilla apparmor load --help']});
    const units = await gatherProfiles(words, flags.complain);
    const wish = {units, replace: flags.replace, force: flags.force};
    await using scope = await openScope(flags, this.profile, this.deps(), {progress: this.progress, signal: this.signal});
    const what = units.length === 1 ? `Loading ${units[0]?.name}` : `Loading ${units.length} profiles`;
    const results = await this.progress.step(what, async () => {
      if (scope.hosts) return loadOnHosts(wish, scope.hosts, {signal});
      await using _lock = await scope.nodes.lock();
      return loadOnCluster(wish, scope.nodes, {signal});
    });
    this.warnOf(units, scope.nodes?.others ?? []);
    this.show(results);
    requireAll(results, 'did not load the profiles');
  }

  private show(results: readonly MachineResult<LoadedRow[]>[]): void {
    this.print({machines: machineDocument(results, (profiles) => ({profiles: profiles.map(({machine: _, ...row}) => row)}))}, () =>
      renderMachines(['profile', 'mode', 'result'], results, (rows) => rows.map(({profile, mode, outcome}) => [profile, mode, outcome])),
    );
  }

  private warnOf(units: Awaited<ReturnType<typeof gatherProfiles>>, others: readonly string[]): void {
    for (const {name, attachment} of units) {
      if (attachment !== undefined) {
        this.progress.warn(
          `The profile ${name} belongs to ${attachment}: it confines that program wherever this kernel starts it, on the host as well.`,
        );
      }
    }
    if (others.length > 0) this.progress.note(`${others.join(', ')}: not running, will have the profiles at the next start.`);
  }
}
