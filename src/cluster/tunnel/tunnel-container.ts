import type {Container, ContainerSpec} from '../../engine/engine.ts';
import {isIPv6} from '../../network/cidr.ts';
import {helperBounds, helperLabels} from '../helpers/helper-containers.ts';
import {label} from '../labels.ts';
import type {DecidedSpec} from '../plan/cluster-plan.ts';
import {networkName} from '../plan/names.ts';

/** There is one tunnel for a cluster, because there is one container of this name. */
export const tunnelName = (cluster: string): string => `${cluster}-tunnel`;

export const configFile = '/etc/flotilla/tunnel.json';

/** What is known of a tunnel from outside. */
export interface TunnelMark {
  /** It lasts as long as somebody follows it, instead of as long as the cluster. */
  readonly attached: boolean;
  /** The API server's URL that it was told. */
  readonly server: string;
  /** Whether it replaces what others have written into Services; yes unless it says no. */
  readonly cleanup?: false;
  /** The process that follows it, as in a lock file; so that the next run sees at once that it has ended. */
  readonly holder?: string;
}

/** A container beside the nodes that answers, on their network, where the addresses of Services are. It needs raw packets and nothing else. */
export function tunnelContainer({name, networking}: DecidedSpec, image: string, mark: TunnelMark): ContainerSpec {
  return {
    name: tunnelName(name),
    hostname: tunnelName(name),
    image,
    labels: {...helperLabels(name, 'tunnel'), [label.tunnel]: JSON.stringify(mark)},
    entrypoint: ['/usr/local/bin/flotilla-tunnel'],
    command: ['run'],
    capDrop: ['ALL'],
    capAdd: ['NET_RAW'],
    securityOpt: ['no-new-privileges'],
    network: {name: networkName(name)},
    ...(isIPv6(networking.subnet) ? {sysctls: {'net.ipv6.conf.all.disable_ipv6': '0'}} : {}),
    stopSignal: 'SIGTERM',
    stopTimeout: 5,
    ...helperBounds,
    // That of a terminal must not come back with the engine.
    ...(mark.attached ? {restartPolicy: 'no'} : {}),
  };
}

/** What a tunnel's container says about itself. */
export function markOf({labels}: Pick<Container, 'labels'>): TunnelMark | undefined {
  const text = labels[label.tunnel];
  return text === undefined ? undefined : (JSON.parse(text) as TunnelMark);
}
