import type {Container, ContainerSpec, ContainerState, Engine, LabelFilter, Network, NetworkSpec, Volume} from '../../src/engine/engine.ts';
import type {ExecResult} from '../../src/engine/exec-options.ts';
import {AppError} from '../../src/errors/app-error.ts';

type Answer = (argv: readonly string[], container: string) => Partial<ExecResult> & {readonly exitCode: number};

/**
 * A container engine in memory: containers, networks and volumes with their labels and states, and a list of what was done, in order. Knows
 * what use cases of clusters ask of an engine; anything else fails as a missing method.
 */
export class FakeEngine {
  /** `create web`, `start web`, `exec web: systemctl …` */
  readonly done: string[] = [];
  readonly files = new Map<string, string>();
  /** What containers printed, by name or id. */
  readonly printed = new Map<string, string>();
  readonly #containers = new Map<string, Container>();
  readonly #networks = new Map<string, Network>();
  readonly #volumes = new Map<string, Volume>();
  readonly #refusedSubnets: ReadonlySet<string>;
  readonly #answer: Answer;

  constructor({refusedSubnets = [], answer = () => ({exitCode: 0})}: {refusedSubnets?: readonly string[]; answer?: Answer} = {}) {
    this.#refusedSubnets = new Set(refusedSubnets);
    this.#answer = answer;
  }

  /** As the port that use cases take. */
  get port(): Engine {
    const {containers, networks, volumes} = this;
    return {containers, networks, volumes, endpoint: {url: 'unix:///fake', origin: 'the test', isLocal: true}} as unknown as Engine;
  }

  /** Puts a container there without doing anything, with the network and the ports of its specification. */
  addContainer(
    name: string,
    labels: Readonly<Record<string, string>>,
    state: ContainerState = 'running',
    {network, ports = [], id = name}: Pick<ContainerSpec, 'network' | 'ports'> & {readonly id?: string} = {},
  ): void {
    const ipv4 = network ? {[network.name]: network.ipv4 ?? ''} : {};
    this.#containers.set(name, {id, name, image: 'i', labels, state, ipv4, ports});
  }

  addNetwork({name, labels, subnet, id = name}: Pick<NetworkSpec, 'name' | 'labels' | 'subnet'> & {readonly id?: string}): void {
    this.#networks.set(name, {id, name, labels, subnets: [subnet], containers: []});
  }

  addVolume(volume: Volume): void {
    this.#volumes.set(volume.name, volume);
  }

  readonly containers = {
    create: async (spec: ContainerSpec): Promise<string> => {
      this.done.push(`create ${spec.name}`);
      this.addContainer(spec.name, spec.labels, 'created', spec);
      return spec.name;
    },
    start: async (name: string): Promise<void> => this.#enter(name, 'start', 'running'),
    stop: async (name: string): Promise<void> => this.#enter(name, 'stop', 'exited'),
    pause: async (name: string): Promise<void> => this.#enter(name, 'pause', 'paused'),
    unpause: async (name: string): Promise<void> => this.#enter(name, 'unpause', 'running'),
    putFiles: async (name: string, files: readonly {path: string; content: Buffer | string}[]): Promise<void> => {
      this.done.push(`files ${name}`);
      for (const {path, content} of files) this.files.set(`${name}:${path}`, String(content));
    },
    exec: async (name: string, argv: readonly string[]): Promise<ExecResult> => {
      this.done.push(`exec ${name}: ${argv.join(' ')}`);
      return {stdout: Buffer.alloc(0), stderr: Buffer.alloc(0), ...this.#answer(argv, name)};
    },
    inspect: async (name: string) => {
      const container = this.#find(name);
      const networkIds = Object.fromEntries(Object.keys(container?.ipv4 ?? {}).map((network) => [network, network]));
      return container && {...container, networkIds, startedAt: '2026-01-01T00:00:00Z'};
    },
    logs: async (name: string): Promise<string> => this.printed.get(name) ?? '',
    list: async (labels: LabelFilter): Promise<Container[]> => withLabels(this.#containers, labels),
    remove: async (name: string): Promise<void> => this.#drop('container', this.#containers, this.#find(name)?.name ?? name),
  };

  readonly networks = {
    create: async (spec: NetworkSpec): Promise<string> => {
      this.done.push(`network ${spec.subnet}`);
      if (this.#refusedSubnets.has(spec.subnet)) throw new AppError('E_SUBNET', `${spec.subnet} overlaps with other address space.`);
      this.addNetwork(spec);
      return spec.name;
    },
    inspect: async (name: string): Promise<Network | undefined> => this.#networks.get(name),
    list: async (labels: LabelFilter): Promise<Network[]> => withLabels(this.#networks, labels),
    remove: async (name: string): Promise<void> => this.#drop('network', this.#networks, name),
  };

  readonly volumes = {
    ensure: async (volume: Volume): Promise<void> => {
      this.done.push(`volume ${volume.name}`);
      this.addVolume(volume);
    },
    list: async (labels: LabelFilter): Promise<Volume[]> => withLabels(this.#volumes, labels),
    remove: async (name: string): Promise<void> => this.#drop('volume', this.#volumes, name),
  };

  /** By its name or id, as engines do. */
  #find(reference: string): Container | undefined {
    return this.#containers.get(reference) ?? [...this.#containers.values()].find(({id}) => id === reference);
  }

  #enter(name: string, verb: string, state: ContainerState): void {
    this.done.push(`${verb} ${name}`);
    const container = this.#find(name);
    if (!container) throw new AppError('E_NOT_FOUND', `No such container: ${name}.`);
    this.#containers.set(container.name, {...container, state});
  }

  #drop(kind: string, all: Map<string, unknown>, name: string): void {
    this.done.push(`remove ${kind} ${name}`);
    all.delete(name);
  }
}

function withLabels<T extends {readonly labels: Readonly<Record<string, string>>}>(all: ReadonlyMap<string, T>, wanted: LabelFilter): T[] {
  const matches = ({labels}: T): boolean =>
    Object.entries(wanted).every(([key, value]) => (value === true ? labels[key] !== undefined : labels[key] === value));
  return [...all.values()].filter(matches);
}
