import type {Container, ContainerDetails, EngineInfo, Image, Network} from '../../engine/engine.ts';
import type {EngineEndpoint} from '../../engine/engine-endpoint.ts';
import type {HostFacts} from '../../engine/host-facts.ts';
import type {AppError} from '../../errors/app-error.ts';
import type {ClusterState} from '../state/cluster-state.ts';

/** What the engine says. */
export interface EngineFacts {
  readonly endpoint: EngineEndpoint;
  readonly info: EngineInfo;
  /** Absent when the host cannot be examined: the engine is elsewhere and has no image to look with. */
  readonly host?: HostFacts;
  readonly clusters: readonly ClusterState[];
  readonly networks: readonly Network[];
  /** All containers, also those that are not ours: they use images. */
  readonly containers: readonly Container[];
  /** Images with the label of a node image, also those without a name. */
  readonly nodeImages: readonly Image[];
  /** Containers of nodes that do not run. */
  readonly stopped: readonly ContainerDetails[];
  /** Milliseconds by which the engine's clock is ahead of ours; absent when no node runs that could be asked. */
  readonly clockAheadMs?: number;
  /** Whether somebody listens on the API port of a cluster whose first node does not run; for a local engine. */
  readonly ports: readonly ReservedPort[];
}

export interface ReservedPort {
  readonly cluster: string;
  readonly address: string;
  readonly port: number;
  readonly isFree: boolean;
}

/** What this machine's kernel shows; of use only where the engine shares it. */
export interface KernelFacts {
  /** Names in /proc/filesystems. */
  readonly filesystems: readonly string[];
  /** Options of the kernel's configuration that are `y` or `m`, without CONFIG_; absent where it is not published. */
  readonly config?: ReadonlySet<string>;
  /** Modules that are loaded, built in, or can be loaded. */
  readonly modules: ReadonlySet<string>;
  /** Controllers that are mounted (cgroup v1) or offered by the root group (v2). */
  readonly cgroupControllers: readonly string[];
  readonly hasKmsg: boolean;
  readonly swapBytes: number;
}

/** Who uses the inotify instances of root, whom all nodes are to the kernel. */
export interface InotifyUse {
  /** Instances of programs outside nodes. */
  readonly others: number;
  readonly nodes: number;
  /** False when processes of other users cannot be looked into: then the figures are too small. */
  readonly isComplete: boolean;
}

/** Free inodes where the engine keeps its data; absent where they cannot be counted, or are made as needed. */
export interface DiskFacts {
  readonly freeInodes?: number;
}

export interface KubeconfigFacts {
  readonly path: string;
  readonly exists: boolean;
  readonly writable: boolean;
  /** Why it cannot be read. */
  readonly failure?: AppError;
  /** Contexts that Flotilla wrote. */
  readonly ownContexts: readonly string[];
}

export interface DoctorFacts {
  /** How many nodes this machine shall run, all clusters together. */
  readonly plannedNodes: number;
  readonly engine: EngineFacts | AppError;
  readonly kernel?: KernelFacts;
  readonly inotify?: InotifyUse;
  readonly disk?: DiskFacts;
  readonly kubeconfig: KubeconfigFacts;
  /** Without the v. */
  readonly nodeVersion: string;
}
