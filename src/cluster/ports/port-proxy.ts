import type {Container, ContainerSpec} from '../../engine/engine.ts';
import {helperBounds, helperLabels} from '../helpers/helper-containers.ts';
import {label} from '../labels.ts';
import {networkName} from '../plan/names.ts';
import {type HostPort, showPort} from './check-host-port.ts';

/** A port of the host that leads to a port of a node. */
export interface PortMapping extends HostPort {
  /** Name of the node. */
  readonly node: string;
  readonly nodePort: number;
}

/** `127.0.0.1:8080 -> dev-worker:30080`, with `/udp` where it is not TCP. */
export const showMapping = ({hostAddress, node, nodePort, ...port}: PortMapping): string =>
  `${hostAddress}:${showPort({hostAddress, ...port})} -> ${node}:${nodePort}`;

/**
 * Forwards in the kernel and keeps nothing in memory. To an address of the other family, which the kernel cannot do, socat forwards. As the
 * first process of its container it gets no signals but SIGKILL, which is how the engine is told to stop it.
 */
const script = `
address=$1 port=$2 protocol=$3
case $address in
  *:*)
    exec socat "$protocol-LISTEN:$port,fork,reuseaddr" "$(echo "$protocol" | tr a-z A-Z)6:[$address]:$port";;
esac
nft -f - <<EOF
table ip flotilla {
  chain prerouting {
    type nat hook prerouting priority dstnat;
    iifname "eth0" $protocol dport $port dnat to $address:$port
  }
  chain postrouting {
    type nat hook postrouting priority srcnat;
    ip daddr $address masquerade
  }
}
EOF
exec sleep infinity
`;

/** A small container beside the nodes that publishes one port. Nodes need not be made again, and other ports are not disturbed. */
export function portProxy(cluster: string, image: string, mapping: PortMapping, nodeAddress: string): ContainerSpec {
  const {hostAddress, hostPort, protocol, nodePort} = mapping;
  const place = hostAddress === '127.0.0.1' ? '' : `-${hostAddress.replaceAll(/[.:]+/g, '-')}`;
  return {
    name: `${cluster}-port-${hostPort}-${protocol}${place}`,
    image,
    labels: {...helperLabels(cluster, 'port-proxy'), [label.port]: JSON.stringify(mapping)},
    entrypoint: ['sh', '-euc', script, 'port-proxy', nodeAddress, String(nodePort), protocol],
    capDrop: ['ALL'],
    capAdd: ['NET_ADMIN', 'NET_BIND_SERVICE'],
    sysctls: {'net.ipv4.ip_forward': '1', 'net.ipv4.conf.all.send_redirects': '0', 'net.ipv4.conf.default.send_redirects': '0'},
    network: {name: networkName(cluster)},
    ports: [{containerPort: nodePort, protocol, hostAddress, hostPort}],
    stopSignal: 'SIGKILL',
    ...helperBounds,
  };
}

/** The port that a proxy publishes. */
export function mappingOf({labels}: Pick<Container, 'labels'>): PortMapping | undefined {
  const text = labels[label.port];
  return text === undefined ? undefined : (JSON.parse(text) as PortMapping);
}
