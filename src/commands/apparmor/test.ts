import {type ConfinedRun, runConfined} from '../../apparmor/run-confined.ts';
import {apparmorFlags} from '../../cli/apparmor-flags.ts';
import {openScope} from '../../cli/apparmor-scope.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {renderTable} from '../../cli/render/table.ts';
import {AppError} from '../../errors/app-error.ts';

export default class AppArmorTest extends BaseCommand<typeof AppArmorTest> {
  static override readonly summary = 'Run a command confined by a loaded profile, and show what it was denied.';
  static override readonly description = [
    'The command runs as root, on the first node unless another is named, without input. What it prints comes out as it is; then, on standard error, what the kernel denied it, or in complain mode would have denied. The exit code is that of the command.',
    'Rules with `deny` keep the kernel from logging; for as long as the command runs it is told to log them too. Where auditd runs on the host, records go to its log, and none are seen here. Until the command has ended, profiles are neither loaded nor unloaded on this machine, and a second test waits; Ctrl-C ends the command.',
  ].join('\n');
  static override readonly examples = [
    '<%= config.bin %> apparmor test k8s-apparmor-example-deny-write -- touch /tmp/x',
    '<%= config.bin %> apparmor test flotilla-nginx -n worker -- cat /etc/shadow',
    '<%= config.bin %> apparmor test my-profile --host root@10.0.0.5 -- id',
  ];
  static override readonly strict = false;
  static override readonly flags = apparmorFlags;

  override async run(): Promise<void> {
    const {flags, signal} = this;
    const [profile, ...argv] = this.words;
    if (profile === undefined || argv.length === 0) {
      throw new AppError('E_USAGE', 'Name a profile and a command.', {hints: ['flotilla apparmor test my-profile -- touch /tmp/x']});
    }
    await using scope = await openScope(flags, this.profile, this.deps(), {progress: this.progress, signal: this.signal});
    const [machine] = scope.hosts ?? scope.nodes.machines;
    if (!machine) throw new AppError('E_USAGE', 'No machine is named.');
    await using _lock = await scope.nodes?.lock();
    const run = await runConfined(profile, argv, machine, {signal});
    this.print(run, () => run.stdout);
    if (!this.json) process.stderr.write(run.stderr + denialText(run));
    process.exitCode = run.exitCode;
  }
}

function denialText({profile, mode, denials, exitCode}: ConfinedRun): string {
  if (denials.length === 0) return `${profile} (${mode}): nothing was denied; exit code ${exitCode}\n`;
  const rows = denials.map(({verdict, operation, command, object, access}) => [verdict, operation, access ?? '', object, command]);
  return `${profile} (${mode}):\n${renderTable(['verdict', 'operation', 'access', 'object', 'command'], rows)}\n`;
}
