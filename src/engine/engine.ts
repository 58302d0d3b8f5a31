import type {Duplex, Readable} from 'node:stream';
import type {EngineEndpoint} from './engine-endpoint.ts';
import type {AttachOptions, ExecOptions, ExecResult} from './exec-options.ts';
import type {HostFacts} from './host-facts.ts';
import type {PathStat} from './path-stat.ts';

/** Options that every call to the engine takes. */
export interface CallOptions {
  readonly signal: AbortSignal;
}

/**
 * Port to the container engine: containers, images, networks and volumes in plain types of our own.
 * `remove`, `start`, `stop` and `ensure` succeed when there is nothing left to do; `create` does not.
 * All calls throw AppError: E_ENGINE_UNAVAILABLE, E_ENGINE_PERMISSION, E_NOT_FOUND, E_PORT (a published port is taken),
 * E_SUBNET (pool overlaps), E_DISK (no space left), E_ENGINE for anything else.
 */
export interface Engine {
  readonly containers: Containers;
  readonly images: Images;
  readonly networks: Networks;
  readonly volumes: Volumes;
  /** What the engine says about itself; cheap, never cached. */
  info(options: CallOptions): Promise<EngineInfo>;
  /** What containers of this engine may do; needs an image to probe with (see host-facts.ts), so cached on disk per engine and boot. */
  hostFacts(options: CallOptions & {readonly probeImage: string}): Promise<HostFacts>;
  /** Where the engine is, for messages: `unix:///var/run/docker.sock`. */
  readonly endpoint: EngineEndpoint;
  close(): Promise<void>;
}

export interface EngineInfo {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly apiVersion: string;
  readonly operatingSystem: string;
  readonly architecture: string;
  readonly kernelVersion: string;
  readonly cgroupVersion: 1 | 2;
  readonly storageDriver: string;
  readonly dataRoot: string;
  /** The folders of its layers are as overlayfs takes them: storage driver overlay2, owners not shifted. */
  readonly hasOverlayFolders: boolean;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly securityOptions: readonly string[];
  readonly rootless: boolean;
}

export interface Mount {
  readonly type: 'volume' | 'bind' | 'tmpfs';
  /** Volume name or host path; not for tmpfs. */
  readonly source?: string;
  readonly target: string;
  readonly readOnly?: boolean;
  /** tmpfs only, such as `exec,mode=1777`. */
  readonly tmpfsOptions?: string;
  readonly propagation?: 'rprivate' | 'rshared' | 'rslave';
}

export interface PublishedPort {
  readonly containerPort: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly hostAddress: string;
  readonly hostPort: number;
}

export interface ContainerSpec {
  readonly name: string;
  readonly image: string;
  readonly hostname?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  /** Capabilities too new for the engine to know by name are left out of both lists. */
  readonly capAdd?: readonly string[];
  readonly capDrop?: readonly string[];
  readonly securityOpt?: readonly string[];
  /** Empty arrays unmask all of /proc and /sys; undefined leaves the engine's defaults. */
  readonly maskedPaths?: readonly string[];
  readonly readonlyPaths?: readonly string[];
  readonly deviceCgroupRules?: readonly string[];
  readonly devices?: readonly {readonly host: string; readonly container: string; readonly permissions: string}[];
  readonly cgroupns?: 'private' | 'host';
  readonly pidMode?: string;
  readonly mounts?: readonly Mount[];
  readonly ports?: readonly PublishedPort[];
  readonly sysctls?: Readonly<Record<string, string>>;
  readonly network?: {readonly name: string; readonly ipv4?: string; readonly ipv6?: string; readonly aliases?: readonly string[]};
  /** Network mode `host` or `none`; not together with `network`. */
  readonly networkMode?: 'host' | 'none';
  readonly extraHosts?: Readonly<Record<string, string>>;
  readonly dns?: readonly string[];
  readonly dnsSearch?: readonly string[];
  readonly stopSignal?: string;
  /** Seconds. */
  readonly stopTimeout?: number;
  readonly restartPolicy?: 'no' | 'unless-stopped' | 'always';
  readonly memoryBytes?: number;
  /** Processors, may be fractional. */
  readonly cpus?: number;
  readonly tty?: boolean;
  readonly privileged?: false;
  /** Log size bound, such as "10m". */
  readonly logMaxSize?: string;
}

export type ContainerState = 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';

export interface Container {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly state: ContainerState;
  /** Addresses by network name, also of a stopped container with a fixed one. */
  readonly ipv4: Readonly<Record<string, string>>;
  /** `list` knows those of running containers only, `inspect` those of stopped ones too. */
  readonly ports: readonly PublishedPort[];
}

export interface ContainerDetails extends Container {
  readonly exitCode: number;
  readonly oomKilled: boolean;
  /** `host`, `none`, `container:ID`, or the name of its first network. */
  readonly networkMode: string;
  /** Ids of the networks it was made for, by name; one of them may be gone. */
  readonly networkIds: Readonly<Record<string, string>>;
  readonly startedAt: string;
  readonly memoryBytes: number;
  readonly cpus: number;
  readonly mounts: readonly {readonly type: string; readonly name?: string; readonly source: string; readonly target: string}[];
  /** The engine's own answer, for `logs` and diagnosis. */
  readonly raw: unknown;
}

/** Labels to match: a value, or `true` for "has this label". */
export type LabelFilter = Readonly<Record<string, string | true>>;

/** A file to put into a container or build context. */
export interface FileEntry {
  /** Absolute in containers, relative in archives. */
  readonly path: string;
  readonly content: Buffer | string;
  /** Permission bits; 0o644 unless told. */
  readonly mode?: number;
}

export interface Containers {
  create(spec: ContainerSpec, options: CallOptions): Promise<string>;
  start(name: string, options: CallOptions): Promise<void>;
  /** `timeoutSeconds`: how long to wait before the engine kills it. */
  stop(name: string, options: CallOptions & {readonly timeoutSeconds?: number}): Promise<void>;
  kill(name: string, options: CallOptions & {readonly kill?: string}): Promise<void>;
  pause(name: string, options: CallOptions): Promise<void>;
  unpause(name: string, options: CallOptions): Promise<void>;
  /** Removes it even when it runs, with its anonymous volumes. */
  remove(name: string, options: CallOptions): Promise<void>;
  inspect(name: string, options: CallOptions): Promise<ContainerDetails | undefined>;
  /** All containers, stopped ones too, with these labels. */
  list(labels: LabelFilter, options: CallOptions): Promise<readonly Container[]>;
  exec(name: string, argv: readonly string[], options: ExecOptions): Promise<ExecResult>;
  /** An interactive exec: a terminal, this process's own unless told, is connected to the command; resolves with the exit code. */
  attach(name: string, argv: readonly string[], options: AttachOptions): Promise<number>;
  /** Runs a command whose input and output are one two-way stream, such as `socat - TCP:…`. The signal destroys it. */
  connect(name: string, argv: readonly string[], options: CallOptions): Promise<Duplex>;
  /** Writes files in one request; works on created, stopped and running containers, into volumes too, not into tmpfs. */
  putFiles(name: string, files: readonly FileEntry[], options: CallOptions): Promise<void>;
  putArchive(name: string, path: string, tar: Readable, options: CallOptions): Promise<void>;
  getArchive(name: string, path: string, options: CallOptions): Promise<Readable>;
  /** What is at a path, of a running container and of a stopped one; the last link is not followed. Mounts made in the container are not seen. */
  statPath(name: string, path: string, options: CallOptions): Promise<PathStat | undefined>;
  /** What the container printed, both streams. */
  logs(name: string, options: CallOptions & {readonly tail?: number}): Promise<string>;
  /** Waits until it stops and gives its exit code. */
  wait(name: string, options: CallOptions): Promise<number>;
  /** Commits the container's file system as an image and returns the image's id. */
  commit(
    name: string,
    options: CallOptions & {
      readonly repo: string;
      readonly tag: string;
      readonly changes?: readonly string[];
      readonly labels?: Readonly<Record<string, string>>;
    },
  ): Promise<string>;
  /** Memory in use, in bytes, without the page cache. */
  memoryUsage(name: string, options: CallOptions): Promise<number>;
}

export interface Image {
  readonly id: string;
  readonly tags: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly sizeBytes: number;
  /** RFC 3339. */
  readonly created: string;
}

export interface ImageDetails extends Image {
  readonly architecture: string;
  /** Diff IDs, the lowest first. */
  readonly layers: readonly string[];
  /** The layers' folders on the engine's machine, the lowest first; empty when the engine does not name them. */
  readonly folders: readonly string[];
}

export interface Images {
  inspect(reference: string, options: CallOptions): Promise<ImageDetails | undefined>;
  list(labels: LabelFilter, options: CallOptions): Promise<readonly Image[]>;
  /** @throws AppError E_IMAGE_NOT_FOUND or E_DOWNLOAD. */
  pull(reference: string, options: CallOptions & {readonly onProgress?: (text: string) => void}): Promise<void>;
  /** Builds from a tar stream with a Dockerfile at its root. @throws AppError E_IMAGE_BUILD with the last lines of output. */
  build(
    context: Readable,
    options: CallOptions & {
      readonly tag: string;
      readonly labels?: Readonly<Record<string, string>>;
      readonly buildArgs?: Readonly<Record<string, string>>;
      /** Path of the Dockerfile in the context. */
      readonly dockerfile?: string;
      /** Stage to build. */
      readonly target?: string;
      readonly noCache?: boolean;
      readonly onProgress?: (line: string) => void;
    },
  ): Promise<string>;
  /** Makes an image of one layer from a root file system. */
  importRootfs(
    tar: Readable,
    options: CallOptions & {readonly repo: string; readonly tag: string; readonly changes?: readonly string[]},
  ): Promise<void>;
  /** `docker load`. Returns the names loaded. */
  load(tar: Readable, options: CallOptions): Promise<readonly string[]>;
  /** `docker save` of all these images as one stream. */
  save(references: readonly string[], options: CallOptions): Promise<Readable>;
  tag(reference: string, repo: string, tag: string, options: CallOptions): Promise<void>;
  remove(reference: string, options: CallOptions & {readonly force?: boolean}): Promise<void>;
}

export interface NetworkSpec {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** IPv4 CIDR. */
  readonly subnet: string;
  readonly gateway: string;
  /** Where the engine may take addresses for containers without a fixed one. */
  readonly ipRange?: string;
  readonly ipv6?: {readonly subnet: string; readonly gateway: string; readonly ipRange?: string};
  readonly mtu?: number;
}

export interface Network {
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly subnets: readonly string[];
  readonly gateway?: string;
  /** Names of the containers that are attached and running; only `inspect` knows them. */
  readonly containers: readonly string[];
}

export interface Networks {
  create(spec: NetworkSpec, options: CallOptions): Promise<string>;
  inspect(nameOrId: string, options: CallOptions): Promise<Network | undefined>;
  /** All networks of the engine with these labels; all of them for `{}`. */
  list(labels: LabelFilter, options: CallOptions): Promise<readonly Network[]>;
  /** Puts a container on the network, with an address of its range. */
  connect(nameOrId: string, container: string, options: CallOptions): Promise<void>;
  /** Takes a container off the network, also against its will; succeeds when it is not on it. */
  disconnect(nameOrId: string, container: string, options: CallOptions): Promise<void>;
  remove(nameOrId: string, options: CallOptions): Promise<void>;
}

export interface Volume {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Where its files are on the engine's machine; only `list` tells. */
  readonly folder?: string;
}

export interface Volumes {
  /** Creates the volume unless it exists. */
  ensure(volume: Volume, options: CallOptions): Promise<void>;
  list(labels: LabelFilter, options: CallOptions): Promise<readonly Volume[]>;
  remove(name: string, options: CallOptions): Promise<void>;
}
