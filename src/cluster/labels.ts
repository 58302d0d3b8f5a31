/** Labels on containers, networks and volumes: they are the only record of which clusters exist and what they consist of. */
export const label = {
  /** Name of the cluster; on everything that belongs to one. */
  cluster: 'dev.flotilla.cluster',
  /** `control-plane` or `worker`; on node containers and their volumes. */
  role: 'dev.flotilla.role',
  /** Number of the node: its address and pod CIDR follow from it; on node containers and their volumes. */
  index: 'dev.flotilla.index',
  /** The node's own part of the specification as JSON; on node containers and their volumes. */
  node: 'dev.flotilla.node',
  /** Specification of the whole cluster as JSON, with subnet and API server port decided; on the network. */
  spec: 'dev.flotilla.spec',
  /** What a container of a cluster does that is no node: one of {@link HelperPart}. */
  part: 'dev.flotilla.part',
  /** When a scheduled stop happens, as an RFC 3339 time; on the container that does it. */
  stopAt: 'dev.flotilla.stop-at',
  /** Which port of the host leads to which port of a node, as JSON; on port proxies. */
  port: 'dev.flotilla.port',
  /** Which folder of the host is seen where in nodes, as JSON; on mount keepers. */
  mount: 'dev.flotilla.mount',
  /** How long a tunnel lasts and what it was told, as JSON; on its container. */
  tunnel: 'dev.flotilla.tunnel',
  /** Version of this layout, so that a later Flotilla knows what it sees. */
  layout: 'dev.flotilla.layout',
} as const;

/** Containers of a cluster that are no nodes. They carry the cluster's label, so that `delete` finds them. */
export type HelperPart = 'load-balancer' | 'port-proxy' | 'registry' | 'scheduled-stop' | 'mount' | 'tunnel' | 'apparmor' | 'images';

export const layoutVersion = '1';
