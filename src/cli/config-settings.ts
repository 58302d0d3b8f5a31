import {checkFlags} from '../cluster/spec/check-flags.ts';
import {checkClusterName} from '../cluster/spec/cluster-name.ts';
import {parseWaitFor} from '../cluster/start/parse-wait-for.ts';
import {AppError} from '../errors/app-error.ts';
import {forgetActiveProfile, readActiveProfile, writeActiveProfile} from './active-profile.ts';
import {type ConfigDefaults, readDefaults, writeDefaults} from './config-defaults.ts';
import {checkDefaultName, defaultNames, parseDefaults} from './default-flags.ts';
import {specInput} from './spec-input.ts';
import {startFlags} from './start-flags.ts';

/** Checks a default as the flag would, and stores it. @throws AppError E_USAGE, E_CONFIG, E_FILE. */
export async function setDefault(configDir: string, name: string, value: string): Promise<void> {
  checkDefaultName(name, startFlags);
  if (name === 'profile') {
    await writeActiveProfile(configDir, checkClusterName(value));
    return;
  }
  const parsed = await parseDefaults<Parameters<typeof specInput>[0] & {readonly wait?: readonly string[]}>({[name]: value}, startFlags);
  if (parsed.wait) parseWaitFor(parsed.wait);
  checkFlags((await specInput(parsed, undefined)).flags);
  await writeDefaults(configDir, {...(await readDefaults(configDir)), [name]: value});
}

/** @throws AppError E_NOT_FOUND when none is stored. */
export async function getDefault(configDir: string, name: string): Promise<string> {
  checkDefaultName(name, startFlags);
  const value = Object.fromEntries(await stored(configDir))[name];
  if (value !== undefined) return value;
  throw new AppError('E_USAGE', `No default is stored for ${name}: the specified key could not be found in config.`, {
    hints: [`flotilla config set ${name} VALUE stores one`],
  });
}

export async function unsetDefault(configDir: string, name: string): Promise<void> {
  checkDefaultName(name, startFlags);
  const active = await readActiveProfile(configDir);
  if (name === 'profile' && active !== undefined) await forgetActiveProfile(configDir, [active]);
  const {[name]: _removed, ...others} = await readDefaults(configDir);
  await writeDefaults(configDir, others);
}

/** Names with their stored values; all names when asked for. */
export async function viewDefaults(configDir: string, all: boolean): Promise<readonly (readonly [string, string | undefined])[]> {
  const values = Object.fromEntries(await stored(configDir));
  const names = all ? defaultNames(startFlags) : Object.keys(values);
  return names.toSorted().map((name) => [name, values[name]] as const);
}

async function stored(configDir: string): Promise<readonly [string, string][]> {
  const [defaults, active]: [ConfigDefaults, string | undefined] = await Promise.all([
    readDefaults(configDir),
    readActiveProfile(configDir),
  ]);
  return [...Object.entries(defaults), ...(active === undefined ? [] : [['profile', active] as [string, string]])];
}
