import type {Container} from '../../engine/engine.ts';
import {label} from '../labels.ts';
import {apiServerPort} from '../plan/names.ts';
import type {ClusterState} from '../state/cluster-state.ts';
import {mappingOf, type PortMapping} from './port-proxy.ts';

/** Why a port is published: by the cluster itself, by its specification, or by `ports add`. */
export type PortOrigin = 'api-server' | 'specification' | 'added';

export interface PublishedMapping extends PortMapping {
  readonly origin: PortOrigin;
  /** Whether what publishes it runs. */
  readonly open: boolean;
}

/** All ports of the host that a cluster has, open or not. `helpers` are its containers that are no nodes. */
export function publishedPorts(state: ClusterState, helpers: readonly Container[]): PublishedMapping[] {
  const isUp = (container: Pick<Container, 'state'> | undefined): boolean => container?.state === 'running';
  const balancer = helpers.find(({labels}) => labels[label.part] === 'load-balancer');
  const [first] = state.nodes;
  const api: PublishedMapping[] =
    state.spec && first
      ? [
          {
            hostAddress: state.spec.apiServer.address,
            hostPort: state.spec.apiServer.port,
            protocol: 'tcp',
            node: balancer?.name ?? first.name,
            nodePort: apiServerPort,
            origin: 'api-server',
            open: isUp(balancer ?? first.container),
          },
        ]
      : [];
  const specified = state.nodes.flatMap(({name, spec, container}) =>
    spec.ports.map((port): PublishedMapping => ({...port, node: name, origin: 'specification', open: isUp(container)})),
  );
  const added = helpers.flatMap((helper): PublishedMapping[] => {
    const mapping = mappingOf(helper);
    return mapping ? [{...mapping, origin: 'added', open: isUp(helper)}] : [];
  });
  return [...api, ...specified, ...added];
}
