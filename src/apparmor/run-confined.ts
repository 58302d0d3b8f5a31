import type {CallOptions} from '../engine/engine.ts';
import {AppError} from '../errors/app-error.ts';
import {examine} from './kernel/examine.ts';
import {requireSupport} from './kernel/support.ts';
import {asRoot, type Machine} from './machine.ts';

/** One thing that the kernel did not let a program do, or only let it do in complain mode. */
export interface Denial {
  readonly verdict: 'denied' | 'allowed';
  readonly operation: string;
  readonly profile: string;
  readonly command: string;
  /** What it was about: a path, a capability, a network family. */
  readonly object: string;
  /** Letters of AppArmor, such as `w`. */
  readonly access?: string;
}

export interface ConfinedRun {
  readonly machine: string;
  readonly profile: string;
  readonly mode: string;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly denials: readonly Denial[];
}

/**
 * The kernel says nothing of what a rule with `deny` forbids; for as long as the command runs, it is told to. The log is read before and
 * after, for a record's number tells whether it is new.
 */
const script = `
profile=$1; shift
log() { dd if=/dev/kmsg iflag=nonblock bs=8k 2>/dev/null | grep -E '^[0-9]+,[0-9]+,'; }
quiet=/sys/module/apparmor/parameters/audit
before=$(cat $quiet)
last=$(log | tail -n 1 | cut -d, -f2)
printf noquiet > $quiet 2>/dev/null
trap 'printf %s "$before" > $quiet 2>/dev/null' EXIT
aa-exec -p "$profile" -- "$@" < /dev/null
code=$?
printf %s "$before" > $quiet 2>/dev/null
log | awk -F, -v last="\${last:--1}" '$2 > last' | grep 'apparmor="' >&3
exit $code
`;

/** Output, complaints and the kernel's log come apart again by these lines. */
const wrapper = `out=$(mktemp); err=$(mktemp); log=$(mktemp); trap 'rm -f "$out" "$err" "$log"' EXIT
( ${script} ) > "$out" 2> "$err" 3> "$log"
code=$?
echo "$code $(wc -c < "$out") $(wc -c < "$err")"; cat "$out" "$err" "$log"`;

/**
 * Runs a command confined by a loaded profile, as root, and tells what it was denied.
 * @throws AppError E_APPARMOR_UNSUPPORTED, E_APPARMOR_NOT_LOADED.
 */
export async function runConfined(profile: string, argv: readonly string[], machine: Machine, options: CallOptions): Promise<ConfinedRun> {
  const findings = await examine(machine, options);
  requireSupport(machine.name, findings);
  const mode = findings.loaded.get(profile);
  if (mode === undefined) throw notLoaded(profile, machine.name);
  const {stdout} = await asRoot(machine, wrapper, [profile, ...argv], options);
  return {machine: machine.name, profile, mode, ...parseRun(Buffer.from(stdout), profile)};
}

export function parseRun(report: Buffer, profile: string): Pick<ConfinedRun, 'exitCode' | 'stdout' | 'stderr' | 'denials'> {
  const head = report.indexOf('\n');
  const [exitCode = 1, out = 0, err = 0] = report.subarray(0, head).toString().split(' ').map(Number);
  const rest = report.subarray(head + 1);
  return {
    exitCode,
    stdout: rest.subarray(0, out).toString(),
    stderr: rest.subarray(out, out + err).toString(),
    denials: parseDenials(rest.subarray(out + err).toString(), profile),
  };
}

/** Reads AppArmor's records in the kernel's log, those of this profile and of what is inside of it. */
export function parseDenials(log: string, profile: string): Denial[] {
  return log.split('\n').flatMap((line): Denial[] => {
    const fields = new Map(
      [...line.matchAll(/(\w+)=(?:"([^"]*)"|(\S+))/g)].map(([, key = '', quoted, bare]) => [key, quoted ?? decodeHex(key, bare ?? '')]),
    );
    const own = fields.get('profile') ?? '';
    const verdict = {DENIED: 'denied', ALLOWED: 'allowed'}[fields.get('apparmor') ?? ''] as Denial['verdict'] | undefined;
    if (verdict === undefined || !(own === profile || own.startsWith(`${profile}//`))) return [];
    const access = fields.get('denied_mask');
    const object = fields.get('name') ?? fields.get('capname') ?? fields.get('family') ?? fields.get('peer') ?? fields.get('target') ?? '';
    return [
      {
        verdict,
        operation: fields.get('operation') ?? '',
        profile: own,
        command: fields.get('comm') ?? '',
        object,
        ...(access === undefined ? {} : {access}),
      },
    ];
  });
}

/** The kernel writes names with blanks and the like in hexadecimal. */
const decodeHex = (key: string, text: string): string =>
  ['name', 'comm', 'profile'].includes(key) && /^(?:[0-9A-F]{2})+$/.test(text) ? Buffer.from(text, 'hex').toString() : text;

export const notLoaded = (profile: string, where: string): AppError =>
  new AppError('E_APPARMOR_NOT_LOADED', `${where} has no profile ${profile} loaded.`, {
    hints: ['flotilla apparmor list shows those that are', 'flotilla apparmor load FILE loads it'],
  });
