import type {Interfaces} from '@oclif/core';
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
}

/** What a command line asks for, with all that stands behind it. */
export interface AskedCluster {
  readonly spec: ClusterSpec;
  readonly explicit: ReadonlySet<SpecPart>;
  readonly sources: Readonly<Record<string, SpecSource>>;
  readonly warnings: readonly string[];
  /** The flags of `start`, with the user's defaults where the command line and the environment say nothing. */
  readonly flags: StartFlags;
}

/**
 * The cluster that flags, environment, file and the user's defaults describe, in this order of precedence.
 * @throws AppError E_CONFIG, E_FILE, E_MEMORY, E_VERSION_UNSUPPORTED.
 */
export async function askedCluster({flags, given, profile, configDir, env}: AskedInput): Promise<AskedCluster> {
  const stored: Partial<StartFlags> = await parseDefaults<StartFlags>(await readDefaults(configDir), startFlags);
  const [asked, defaults] = await Promise.all([specInput(flags, flags.profile), specInput({...stored, config: undefined}, profile)]);
  const proxy = ambientProxy(env);
  const input: SpecInput = {...asked, defaults: defaults.flags, ambient: proxy.flags};
  const spec = readSpec(input);
  return {
    spec,
    explicit: explicitKeys(input),
    sources: specSources(spec, input, given),
    warnings: [...(asked.yaml ? openSpecFile(asked.yaml).warnings : []), ...proxy.warnings],
    flags: {...flags, ...Object.fromEntries(Object.entries(stored).filter(([name]) => !given.has(name) && !isFromEnvironment(name, env)))},
  };
}

function isFromEnvironment(name: string, env: AskedInput['env']): boolean {
  const flag = startFlags[name as keyof typeof startFlags];
  return flag.env !== undefined && Boolean(env[flag.env]);
}
