import type {CallOptions} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import {lastLines} from '../../node/last-lines.ts';
import {asRoot, type Machine} from '../machine.ts';
import type {ProfileUnit} from '../profile-unit.ts';

/** A profile as a machine's apparmor_parser has compiled it for its own kernel. */
export interface CompiledProfile {
  readonly unit: ProfileUnit;
  /** The kernel's names of it and of what is inside. */
  readonly names: readonly string[];
  readonly binary: Buffer;
}

/** The names on the first line, then the binary, for compiling takes longer than anything else and is done once. */
const compileScript = `
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"; cat > text
apparmor_parser -N < text > names && apparmor_parser -QKTS "$@" < text > binary && tr '\\n' '\\t' < names && echo && base64 -w 0 binary
`;

/**
 * Has the machine's apparmor_parser read and compile a profile, without loading it.
 * @throws AppError E_APPARMOR_PROFILE with the file and the line of the mistake.
 */
export async function compileProfile(unit: ProfileUnit, machine: Machine, options: CallOptions): Promise<CompiledProfile> {
  const {
    exitCode,
    stdout,
    stderr: told,
  } = await asRoot(machine, compileScript, unit.complain ? ['-C'] : [], {...options, stdin: unit.text});
  if (exitCode === 0) {
    const [names = '', binary = ''] = stdout.split('\n');
    return {unit, names: names.split('\t').filter(Boolean), binary: Buffer.from(binary, 'base64')};
  }
  // Where the kernel has no AppArmor, this comes first; compiling needs none.
  const stderr = told.replace(/^Cache read\/write disabled: .*\n/m, '');
  throw new AppError('E_APPARMOR_PROFILE', explain(unit, stderr), {
    details: [...lastLines(stderr, 5), ...quoted(unit.text, stderr)],
    hints: ['nothing was loaded'],
  });
}

function explain({name, file}: ProfileUnit, stderr: string): string {
  const where = file.replace(/:\d+$/, '');
  const [, line, what] = /at line (\d+): (.*)/.exec(stderr) ?? [];
  return line === undefined
    ? `${where}: apparmor_parser does not accept the profile ${name}.`
    : `${where}, line ${line}: ${what}; in the profile ${name}.`;
}

/** The line that the parser complains of. */
function quoted(text: string, stderr: string): string[] {
  const number = Number(/at line (\d+)/.exec(stderr)?.[1] ?? Number.NaN);
  const line = text.split('\n')[number - 1];
  return line === undefined || line.trim() === '' ? [] : [`${number} | ${line}`];
}

export interface LoadOptions extends CallOptions {
  /** Replaces what is loaded; else a profile of that name is an error. */
  readonly replace: boolean;
}

/** @throws AppError E_APPARMOR. */
export async function loadProfile({unit, binary}: CompiledProfile, machine: Machine, {replace, signal}: LoadOptions): Promise<void> {
  const result = await asRoot(machine, 'apparmor_parser -B "$1"', [replace ? '-r' : '-a'], {signal, stdin: binary});
  if (result.exitCode === 0) return;
  throw new AppError('E_APPARMOR', `${machine.name} did not load the profile ${unit.name}.`, {details: lastLines(result.stderr, 5)});
}

/** Takes profiles out of the kernel, with what is inside of them. Programs that run confined are no longer so. @throws AppError E_APPARMOR. */
export async function removeProfiles(names: readonly string[], machine: Machine, options: CallOptions): Promise<void> {
  const script = 'for name; do printf %s "$name" > /sys/kernel/security/apparmor/.remove || exit 1; done';
  const {exitCode, stderr} = await asRoot(machine, script, names, options);
  if (exitCode === 0) return;
  throw new AppError('E_APPARMOR', `${machine.name} did not unload ${names.join(', ')}.`, {details: lastLines(stderr, 5)});
}
