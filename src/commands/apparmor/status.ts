import {unsupported} from '../../apparmor/kernel/support.ts';
import {requireAll} from '../../apparmor/on-machines.ts';
import {readAppArmorStatus, type AppArmorStatus as Status} from '../../apparmor/read-status.ts';
import {apparmorFlags} from '../../cli/apparmor-flags.ts';
import {openScope} from '../../cli/apparmor-scope.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {machineDocument, renderMachines} from '../../cli/render/machine-rows.ts';

export default class AppArmorStatus extends BaseCommand<typeof AppArmorStatus> {
  static override readonly summary = 'Show whether AppArmor is on in the kernel, in containerd and in the kubelet.';
  static override readonly description =
    'Where something is missing it says what to do, and ends with exit code 36. A dash stands for a program that does not run there.';
  static override readonly examples = [
    '<%= config.bin %> apparmor status',
    '<%= config.bin %> apparmor status -n worker -o json',
    '<%= config.bin %> apparmor status --host root@10.0.0.5',
  ];
  static override readonly flags = apparmorFlags;

  override async run(): Promise<void> {
    const {flags, signal} = this;
    await using scope = await openScope(flags, this.profile, this.deps(), {progress: this.progress, signal: this.signal});
    const results = await readAppArmorStatus(scope.hosts ?? scope.nodes.machines, {signal});
    const head = ['kernel', 'securityfs', 'parser', 'containerd', 'kubelet', 'profiles'];
    this.print({machines: machineDocument(results, ({machine: _, ...status}) => status)}, () =>
      renderMachines(head, results, (status) => [cells(status)]),
    );
    requireAll(results, 'did not answer');
    const lacking = results.flatMap(({result}) => (result && result.missing.length > 0 ? [result] : []));
    const [first] = lacking;
    if (first) throw unsupported(lacking.map(({machine}) => machine).join(', '), [...first.missing]);
  }
}

const cells = ({kernel, securityfs, parser, containerd, kubelet, profiles}: Status): string[] => [
  ...[kernel, securityfs, parser, containerd, kubelet].map((is) => (is === undefined ? '-' : is ? 'yes' : 'no')),
  String(profiles),
];
