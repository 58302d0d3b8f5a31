import {randomUUID} from 'node:crypto';
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

/** How long a run waits for another one on the same kernel. */
const lockSeconds = 60;

/**
 * The kernel says nothing of what a rule with `deny` forbids; for as long as the command runs, it is told to, and then what it was told before
 * holds again, also when the run is ended from outside. All containers share this setting of the kernel, and its list of profiles is one file
 * for all of them: a lock on that file keeps a second run from taking the setting of the first for the one to go back to. The kernel's log is
 * read before and after, for a record's number tells whether it is new.
 */
const script = `
run=$1; profile=$2; shift 2
switch=/sys/module/apparmor/parameters/audit
log() { dd if=/dev/kmsg iflag=nonblock bs=8k 2>/dev/null | grep -E '^[0-9]+,[0-9]+,'; }
mkdir -m 700 "$run" || exit 1
child= before=
finish() {
  [ -z "$before" ] || printf %s "$before" > $switch 2>/dev/null
  rm -rf "$run"
}
trap finish EXIT
trap '[ -z "$child" ] || kill -s KILL -- "-$child" "$child" 2>/dev/null; exit 143' HUP INT TERM
echo $$ > "$run/pid"
exec 9< /sys/kernel/security/apparmor/profiles
flock -w ${lockSeconds} 9 & child=$!
wait $child || { echo busy; exit 0; }
child=
before=$(cat $switch)
last=$(log | tail -n 1 | cut -d, -f2)
printf noquiet > $switch 2>/dev/null
setsid aa-exec -p "$profile" -- "$@" < /dev/null > "$run/out" 2> "$run/err" 9<&- & child=$!
wait $child; code=$?
child=
log | awk -F, -v last="\${last:--1}" '$2 > last' | grep 'apparmor="' > "$run/log"
echo "$code $(wc -c < "$run/out") $(wc -c < "$run/err")"; cat "$run/out" "$run/err" "$run/log"
`;

/** An engine leaves a command alone when nobody waits for it any more. Ends once the run has cleaned up, or after three seconds. */
const endScript = `
pid=$(cat "$1/pid" 2>/dev/null) || exit 0
kill -TERM "$pid" 2>/dev/null
i=0; while [ -e "$1" ] && [ $i -lt 30 ]; do sleep 0.1; i=$((i+1)); done
`;

/**
 * Runs a command confined by a loaded profile, as root, and tells what it was denied. An abort ends the command.
 * @throws AppError E_APPARMOR_UNSUPPORTED, E_APPARMOR_NOT_LOADED, E_LOCKED when another such run does not end.
 */
export async function runConfined(profile: string, argv: readonly string[], machine: Machine, options: CallOptions): Promise<ConfinedRun> {
  const findings = await examine(machine, options);
  requireSupport(machine.name, findings);
  const mode = findings.loaded.get(profile);
  if (mode === undefined) throw notLoaded(profile, machine.name);
  const run = `/tmp/flotilla-apparmor-test-${randomUUID()}`;
  try {
    const {stdout} = await asRoot(machine, script, [run, profile, ...argv], options);
    if (stdout === 'busy\n') throw busy(machine.name);
    return {machine: machine.name, profile, mode, ...parseRun(Buffer.from(stdout), profile)};
  } catch (error) {
    if (options.signal.aborted) await asRoot(machine, endScript, [run], {signal: AbortSignal.timeout(5000)}).catch(() => {});
    throw error;
  }
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

const busy = (where: string): AppError =>
  new AppError('E_LOCKED', `On the kernel of ${where} another command is run confined, for more than ${lockSeconds} seconds.`, {
    hints: ['wait until it has finished, then try again'],
  });
