import {Flags} from '@oclif/core';
import {BaseCommand} from '../cli/base-command.ts';
import {nodeFlag} from '../cli/flags.ts';
import {separatedWords} from '../cli/separated-words.ts';
import {transportFlag} from '../cli/transport-flag.ts';
import {openNodeShell} from '../cluster/access/node-shell.ts';
import {runSession} from '../cluster/access/run-session.ts';
import {referTo} from '../cluster/access/running-node.ts';

export default class Ssh extends BaseCommand<typeof Ssh> {
  static override readonly summary = 'Open a shell in a node, or run a command there.';
  static override readonly description = [
    'As root. Input, output and exit code are those of the command; Ctrl-C ends it. Without a command a pipe to standard input is a script.',
    "As ssh does, the words of the command are joined with spaces and read by the node's shell: put a command with quotes, pipes or variables into one pair of quotes.",
  ].join('\n');
  static override readonly examples = [
    '<%= config.bin %> ssh',
    '<%= config.bin %> ssh -n worker2 -- journalctl -u kubelet -n 20',
    `<%= config.bin %> ssh "crictl ps | grep web"`,
    'echo "text" | <%= config.bin %> ssh -- tee /root/file',
    '<%= config.bin %> ssh --transport ssh -n worker -- hostname',
  ];
  static override readonly strict = false;
  static override readonly flags = {
    node: nodeFlag(),
    transport: transportFlag(),
    tty: Flags.boolean({
      allowNo: true,
      env: 'FLOTILLA_TTY',
      summary: 'Give the command a terminal; unless told, when input and output are one.',
    }),
    'native-ssh': Flags.boolean({
      allowNo: true,
      default: true,
      env: 'FLOTILLA_NATIVE_SSH',
      summary: "Accepted for minikube's sake: no SSH program of the host is ever used.",
    }),
  };

  override async run(): Promise<void> {
    const {flags, progress, signal, words} = this;
    const deps = await this.deps().nodeShellDeps({progress, signal});
    const ref = await referTo(deps.engine, this.profile, flags.node, {signal});
    await using shell = await openNodeShell(ref, flags.transport, deps);
    const tty = flags.tty ?? (process.stdin.isTTY === true && process.stdout.isTTY === true);
    process.exitCode = await runSession(shell, words.length === 0 ? undefined : words.join(' '), {signal, tty});
  }

  protected override usageHints(): readonly string[] {
    return separatedWords('ssh', this.argv);
  }
}
