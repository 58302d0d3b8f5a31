import {Flags} from '@oclif/core';
import {BaseCommand} from '../cli/base-command.ts';
import {durationFlag} from '../cli/flags.ts';
import {cancelScheduledStop, scheduleStop} from '../cluster/scheduled-stop/schedule-stop.ts';
import {formatGoDuration} from '../cluster/scheduled-stop/time-to-stop.ts';
import {type ClusterState, readClusters} from '../cluster/state/cluster-state.ts';
import {type StopDeps, stopCluster} from '../cluster/stop-cluster.ts';
import {AppError} from '../errors/app-error.ts';

export default class Stop extends BaseCommand<typeof Stop> {
  static override readonly summary = 'Stop a cluster and keep everything in it.';
  static override readonly description =
    'Addresses, ports, volumes and workloads stay; `start` brings them back. A stopped cluster stays stopped when the host restarts. A scheduled stop needs no program of ours to go on running: a small container of the engine does it, and `status` shows the time that is left.';
  static override readonly examples = [
    '<%= config.bin %> stop',
    '<%= config.bin %> stop --all',
    '<%= config.bin %> stop --schedule 30m',
    '<%= config.bin %> stop --cancel-scheduled',
  ];
  static override readonly streamsEvents = true;
  static override readonly flags = {
    all: Flags.boolean({env: 'FLOTILLA_ALL', summary: 'Stop all clusters.'}),
    'keep-context-active': Flags.boolean({
      env: 'FLOTILLA_KEEP_CONTEXT_ACTIVE',
      summary: 'Leave the current context of kubectl as it is; otherwise there is none after the cluster that it leads to has stopped.',
    }),
    schedule: durationFlag({
      env: 'FLOTILLA_SCHEDULE',
      exclusive: ['cancel-scheduled'],
      helpValue: '30m',
      summary: 'Stop after this time, instead of any other time that was set before.',
    }),
    'cancel-scheduled': Flags.boolean({env: 'FLOTILLA_CANCEL_SCHEDULED', summary: 'Cancel the stop that was scheduled.'}),
  };

  override async run(): Promise<void> {
    const {flags, progress, signal} = this;
    const {schedule} = flags;
    if (schedule !== undefined && schedule <= 0) {
      throw new AppError('E_USAGE', 'A stop can be scheduled for a later time only.', {hints: ['flotilla stop stops now']});
    }
    const deps = await this.deps().lifecycleDeps({progress, signal});
    const states = flags.all ? await readClusters(deps.engine, {signal}) : [];
    const names = flags.all ? states.map(({name}) => name) : [this.profile];
    if (flags['cancel-scheduled']) await this.cancel(names, deps);
    else if (schedule === undefined) await this.stop(names, deps);
    else await this.schedule(flags.all ? states.filter(isUp).map(({name}) => name) : names, schedule, deps);
  }

  private async stop(names: readonly string[], deps: StopDeps): Promise<void> {
    const lines: string[] = [];
    const stopped: string[] = [];
    for (const name of names) {
      const nodes = await stopCluster({name, keepContext: this.flags['keep-context-active']}, deps);
      stopped.push(...nodes);
      const count = nodes.length === 1 ? '1 node' : `${nodes.length} nodes`;
      lines.push(
        nodes.length === 0 ? `The cluster "${name}" is stopped already.` : `${names.length > 1 ? `${name}: ` : ''}${count} stopped.`,
      );
    }
    this.print({stopped}, () => lines.join('\n') || 'There are no clusters.');
  }

  private async schedule(names: readonly string[], afterMs: number, deps: StopDeps): Promise<void> {
    const at = new Date(Date.now() + afterMs);
    for (const name of names) await scheduleStop(name, at, deps);
    this.print(
      {scheduled: names, stopAt: at.toISOString()},
      () => names.map((name) => `The cluster "${name}" will stop in ${formatGoDuration(afterMs)}.`).join('\n') || 'No cluster is running.',
    );
  }

  private async cancel(names: readonly string[], deps: StopDeps): Promise<void> {
    const cancelled: string[] = [];
    for (const name of names) {
      if (await cancelScheduledStop(name, deps)) cancelled.push(name);
    }
    this.print({cancelled}, () => (cancelled.length > 0 ? 'All existing scheduled stops cancelled.' : 'No stop was scheduled.'));
  }
}

/** Whether a cluster has anything that can be stopped later. */
const isUp = ({nodes}: ClusterState): boolean =>
  nodes.some(({container}) => container?.state === 'running' || container?.state === 'paused');
