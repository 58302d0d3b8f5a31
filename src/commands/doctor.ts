import {Flags} from '@oclif/core';
import {checkConfinedPods} from '../apparmor/cluster/check-pods.ts';
import {BaseCommand} from '../cli/base-command.ts';
import type {Check} from '../cluster/doctor/check.ts';
import {systemSysctl} from '../cluster/doctor/raise-limits.ts';
import {renderChecks} from '../cluster/doctor/render-checks.ts';
import {firstProblem, runDoctor} from '../cluster/doctor/run-doctor.ts';
import {isAppError} from '../errors/app-error.ts';
import {errorCatalogue} from '../errors/catalogue.ts';

export default class Doctor extends BaseCommand<typeof Doctor> {
  static override readonly summary = 'Check whether this machine is fit for clusters, and say how to put right what is not.';
  static override readonly description =
    'Looks at the container engine, the kernel and its limits, memory, disk, networks, ports, the kubeconfig file and what is left of clusters. Ends with 0 when there is no problem, else with the exit code that a command would meet; warnings do not count.';
  static override readonly examples = [
    '<%= config.bin %> doctor',
    '<%= config.bin %> doctor -n 10',
    'sudo <%= config.bin %> doctor --fix',
    '<%= config.bin %> doctor -o json',
  ];
  static override readonly flags = {
    nodes: Flags.integer({
      char: 'n',
      env: 'FLOTILLA_NODES',
      min: 1,
      summary: 'How many nodes the machine shall carry, all clusters together; 3 unless told, or as many as there are.',
    }),
    fix: Flags.boolean({
      env: 'FLOTILLA_FIX',
      summary: 'As root, raise inotify limits that are too low, now and for later boots (/etc/sysctl.d/99-flotilla.conf).',
    }),
  };

  override async run(): Promise<void> {
    const {nodes, fix} = this.flags;
    const host = await runDoctor(
      {fix, ...(nodes === undefined ? {} : {nodes})},
      {
        connect: () => this.deps().engine(),
        env: process.env,
        signal: this.signal,
        isRoot: process.getuid?.() === 0,
        sysctl: systemSysctl,
      },
    );
    const pods = await this.checkPods();
    const checks = [...host, ...pods];
    this.print({checks}, () => renderChecks(checks));
    const {error} = firstProblem(checks) ?? {};
    if (error !== undefined) process.exitCode = errorCatalogue[error].exitCode;
  }

  /** An engine that does not answer is a finding of its own already. */
  private async checkPods(): Promise<readonly Check[]> {
    const {progress, signal} = this;
    try {
      return await checkConfinedPods(await this.deps().readDeps({progress, signal}));
    } catch (error) {
      if (!isAppError(error) || signal.aborted) throw error;
      return [];
    }
  }
}
