import type {CallOptions} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import {lastLines} from '../../node/last-lines.ts';
import {asRoot, type Machine} from '../machine.ts';
import {type LoadedProfiles, parseLoadedProfiles} from './loaded-profiles.ts';

/** What a machine has of AppArmor. */
export interface Findings {
  readonly kernel: boolean;
  readonly securityfs: boolean;
  readonly parser: boolean;
  readonly loaded: LoadedProfiles;
  /** What containerd and the kubelet think of it; undefined where they do not run. */
  readonly containerd?: boolean;
  readonly kubelet?: boolean;
  /** Contents of the profiles that were loaded by this program since the machine booted, by name; see {@link recordFolder}. */
  readonly records: ReadonlyMap<string, string>;
}

/** What was loaded into a machine that is no node. Forgotten with the profiles, when the machine reboots. */
export const recordFolder = '/run/flotilla-apparmor';

/**
 * containerd wants the interface of the kernel, the parser and no variable `container`, which says that it is in a container itself; the
 * kubelet looks for the interface once, when it starts. So both are asked by what their processes see.
 */
const script = `
section() { echo "### $1"; shift; "$@" 2>/dev/null; }
sees() {
  pid=$(pgrep -ox "$1") || return 0
  if [ -e /proc/$pid/root/sys/kernel/security/apparmor/profiles ] && { [ "$1" = kubelet ] || ! tr '\\0' '\\n' < /proc/$pid/environ | grep -q '^container=.'; }
  then echo yes; else echo no; fi
}
section kernel cat /sys/module/apparmor/parameters/enabled
section securityfs ls /sys/kernel/security/apparmor/profiles
section parser command -v apparmor_parser
section containerd sees containerd
section kubelet sees kubelet
section records sh -c 'cd ${recordFolder} && for file in *; do echo "$file $(cat "$file")"; done'
section loaded cat /sys/kernel/security/apparmor/profiles
`;

/** @throws AppError E_APPARMOR when the machine lets nobody be root, E_SSH. */
export async function examine(machine: Machine, options: CallOptions): Promise<Findings> {
  const {stdout, stderr, exitCode} = await asRoot(machine, script, [], options);
  if (!stdout.startsWith('\n### ') && !stdout.startsWith('### ')) {
    throw new AppError('E_APPARMOR', `On ${machine.name} nothing can be done as root: sudo ended with exit code ${exitCode}.`, {
      details: lastLines(stderr, 3),
      hints: ['log in as root, or let the user run sudo without a password'],
    });
  }
  return parseFindings(stdout);
}

export function parseFindings(report: string): Findings {
  const sections = new Map(
    report.split(/^### /m).map((section) => {
      const [title = '', ...lines] = section.split('\n');
      return [title.trim(), lines.join('\n').trim()] as const;
    }),
  );
  const of = (name: string): string => sections.get(name) ?? '';
  const seen = (name: 'containerd' | 'kubelet') => (of(name) === '' ? {} : {[name]: of(name) === 'yes'});
  return {
    kernel: of('kernel').startsWith('Y'),
    securityfs: of('securityfs') !== '',
    parser: of('parser') !== '',
    loaded: parseLoadedProfiles(of('loaded')),
    ...seen('containerd'),
    ...seen('kubelet'),
    records: new Map(
      of('records')
        .split('\n')
        .flatMap((line) => {
          const [file = '', content = ''] = line.split(' ');
          return content === '' || file === '*' ? [] : [[decodeURIComponent(file), content] as const];
        }),
    ),
  };
}
