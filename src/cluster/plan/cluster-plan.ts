import type {ContainerSpec, FileEntry, NetworkSpec, Volume} from '../../engine/engine.ts';
import type {ClusterSpec, NodeRole, NodeSpec, Taint} from '../spec/cluster-spec.ts';
import type {ApiAccess} from './api-access.ts';
import type {BalancerPlan} from './plan-balancer.ts';

/** A cluster's specification after subnet and port were decided. */
export interface DecidedSpec extends ClusterSpec {
  readonly networking: ClusterSpec['networking'] & {readonly subnet: string};
  /** `host`: name of the engine's machine, when the API server is published for others to reach; certificates and kubeconfigs have it. */
  readonly apiServer: ClusterSpec['apiServer'] & {readonly port: number; readonly host?: string};
}

/** A node of the specification with its number. */
export interface NumberedNode {
  readonly name: string;
  readonly index: number;
  readonly spec: NodeSpec;
}

/** Everything that will exist for one node. */
export interface NodePlan {
  readonly name: string;
  readonly role: NodeRole;
  readonly index: number;
  /** What the node was asked to be. */
  readonly spec: NodeSpec;
  readonly address: string;
  readonly podCIDR: string;
  /** Those of each family that the cluster has, the primary one, which is the one above, first. */
  readonly addresses: readonly string[];
  readonly podCIDRs: readonly string[];
  readonly volume: Volume;
  readonly container: ContainerSpec;
  /** Files for the container, put into it before its first start. */
  readonly files: readonly FileEntry[];
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
}

/** Everything that will exist for a cluster. */
export interface ClusterPlan {
  readonly spec: DecidedSpec;
  readonly network: NetworkSpec;
  readonly sharedVolume: Volume;
  /** Control planes first, in the order of their indices. */
  readonly nodes: readonly NodePlan[];
  readonly access: ApiAccess;
  /** Where there are several control planes, or were. */
  readonly balancer?: BalancerPlan;
}

/** What the plan must know of the machine. */
export interface PlanFacts {
  /** Capabilities that the engine can grant. */
  readonly capabilities: readonly string[];
  readonly cgroupVersion: 1 | 2;
  /** Hard limit of open files in a node. */
  readonly openFiles: number;
}
