import {Flags} from '@oclif/core';
import {unloadOnCluster} from '../../apparmor/cluster/unload-on-cluster.ts';
import type {UnloadedRow} from '../../apparmor/load-on-hosts.ts';
import {type MachineResult, requireAll} from '../../apparmor/on-machines.ts';
import {profilesOf} from '../../apparmor/profiles-of.ts';
import {unloadOnHosts} from '../../apparmor/unload-on-hosts.ts';
import {apparmorFlags} from '../../cli/apparmor-flags.ts';
import {type ApparmorScope, openScope} from '../../cli/apparmor-scope.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {machineDocument, renderMachines} from '../../cli/render/machine-rows.ts';
import {AppError} from '../../errors/app-error.ts';

export default class AppArmorUnload extends BaseCommand<typeof AppArmorUnload> {
  static override readonly summary = 'Unload AppArmor profiles that were loaded by `apparmor load` or with the cluster.';
  static override readonly description = [
    'Programs that run confined by a profile go on without it, and pods that name it do not start again. The cluster keeps it no more.',
    'A profile that another cluster of the same machine has loaded stays in the kernel until the last one unloads it. Profiles that Flotilla did not load are refused without --force.',
  ].join('\n');
  static override readonly examples = [
    '<%= config.bin %> apparmor unload k8s-apparmor-example-deny-write',
    '<%= config.bin %> apparmor unload flotilla-nginx --host root@10.0.0.5 --host root@10.0.0.6',
  ];
  static override readonly strict = false;
  static override readonly streamsEvents = true;
  static override readonly flags = {
    ...apparmorFlags,
    force: Flags.boolean({env: 'FLOTILLA_FORCE', summary: "Unload also the host's own profiles, and those that other clusters use."}),
  };

  override async run(): Promise<void> {
    const {flags, words} = this;
    const names = [...new Set(words)];
    if (names.length === 0) throw new AppError('E_USAGE', 'Name a profile.', {hints: ['flotilla apparmor list']});
    await using scope = await openScope(flags, this.profile, this.deps(), {progress: this.progress, signal: this.signal});
    const results = await this.progress.step(`Unloading ${names.join(', ')}`, () => this.unload(names, scope));
    for (const {profile, usedBy} of results.flatMap(({result}) => result ?? [])) {
      if (usedBy) this.progress.note(`${profile} stays in the kernel: ${usedBy.join(', ')} ${usedBy.length > 1 ? 'use' : 'uses'} it.`);
    }
    this.print({machines: machineDocument(results, (profiles) => ({profiles: profiles.map(({machine: _, ...row}) => row)}))}, () =>
      renderMachines(['profile', 'result'], results, (rows) => rows.map(({profile, outcome}) => [profile, outcome])),
    );
    requireAll(results, 'did not unload the profiles');
  }

  private async unload(names: readonly string[], scope: ApparmorScope): Promise<MachineResult<UnloadedRow[]>[]> {
    const {signal, flags} = this;
    if (scope.hosts) return unloadOnHosts(names, flags.force, scope.hosts, {signal});
    await using _lock = await scope.nodes.lock();
    const texts = scope.nodes.spec?.apparmorProfiles ?? [];
    const specified = profilesOf(texts.map((text) => ({file: 'the cluster file', text}))).map(({name}) => name);
    return [{machine: scope.nodes.cluster, result: await unloadOnCluster({names, force: flags.force, specified}, scope.nodes, {signal})}];
  }
}
