import type {Interfaces} from '@oclif/core';
import type {Preset} from '../cluster/presets/preset-schema.ts';
import type {HostSize} from '../cluster/presets/scale-to-host.ts';
import type {ClusterSpec} from '../cluster/spec/cluster-spec.ts';
import {explicitKeys, type SpecPart} from '../cluster/spec/explicit-keys.ts';
import {openSpecFile} from '../cluster/spec/open-spec-file.ts';
import {readSpec, type SpecInput} from '../cluster/spec/read-spec.ts';
import {type SpecSource, specSources} from '../cluster/spec/spec-sources.ts';
import {ambientProxy} from './ambient-proxy.ts';
import {readDefaults} from './config-defaults.ts';
import {parseDefaults} from './default-flags.ts';
import {specInput} from './spec-input.ts';
import {startFlags} from './start-flags.ts';

type StartFlags = Interfaces.InferredFlags<typeof startFlags>;

export interface AskedInput {
  readonly flags: StartFlags & {readonly profile?: string | undefined};
  /** Names of the flags on the command line. */
  readonly given: ReadonlySet<string>;
  /** The active profile. */
  readonly profile: string;
  readonly configDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What there is for a preset to be made of; undefined where it cannot be told. */
  host(): Promise<HostSize | undefined>;
}

/** A preset that was asked for. */
export interface AskedPreset extends Preset {
  /** What of it is less on this host, and why. */
  readonly scaled: readonly string[];
}

/** What a command line asks for, with all that stands behind it. */
export interface AskedCluster {
  readonly spec: ClusterSpec;
  readonly explicit: ReadonlySet<SpecPart>;
  readonly sources: Readonly<Record<string, SpecSource>>;
  readonly warnings: readonly string[];
  /** The flags of `start`, with the user's defaults where the command line and the environment say nothing. */
  readonly flags: StartFlags;
  readonly preset?: AskedPreset;
}

/**
 * The cluster that flags, environment, file, preset and the user's defaults describe, in this order of precedence.
 * @throws AppError E_CONFIG, E_FILE, E_MEMORY, E_USAGE for an unknown preset, E_VERSION_UNSUPPORTED.
 */
export async function askedCluster({flags, given, profile, configDir, env, host}: AskedInput): Promise<AskedCluster> {
  const stored: Partial<StartFlags> = await parseDefaults<StartFlags>(await readDefaults(configDir), startFlags);
  const [asked, defaults] = await Promise.all([specInput(flags, flags.profile), specInput({...stored, config: undefined}, profile)]);
  const proxy = ambientProxy(env);
  const plain: SpecInput = {...asked, defaults: defaults.flags, ambient: proxy.flags};
  const {spec, input, explicit, ...rest} = flags.preset === undefined ? without(plain) : await withPreset(flags.preset, plain, host);
  return {
    spec,
    explicit,
    sources: specSources(spec, input, given),
    warnings: [...(asked.yaml ? openSpecFile(asked.yaml).warnings : []), ...proxy.warnings],
    flags: {...flags, ...Object.fromEntries(Object.entries(stored).filter(([name]) => !given.has(name) && !isFromEnvironment(name, env)))},
    ...rest,
  };
}

type Described = Pick<AskedCluster, 'spec' | 'explicit' | 'preset'> & {readonly input: SpecInput};

const without = (input: SpecInput): Described => ({spec: readSpec(input), input, explicit: explicitKeys(input)});

/** Loaded only when asked for, as addons are. */
async function withPreset(name: string, plain: SpecInput, host: AskedInput['host']): Promise<Described> {
  const [{readPreset}, {readPresetSpec, withProfiles}] = await Promise.all([
    import('../cluster/presets/read-presets.ts'),
    import('../cluster/presets/read-preset-spec.ts'),
  ]);
  const preset = await readPreset(name);
  const {spec, input, scaled} = readPresetSpec(plain, preset, await host());
  const explicit = new Set<SpecPart>([
    ...explicitKeys(input),
    ...(preset.apparmorProfiles.length > 0 ? ['apparmorProfiles' as const] : []),
  ]);
  return {spec: await withProfiles(spec, preset), input, explicit, preset: {...preset, scaled}};
}

function isFromEnvironment(name: string, env: AskedInput['env']): boolean {
  const flag = startFlags[name as keyof typeof startFlags];
  return flag.env !== undefined && Boolean(env[flag.env]);
}
