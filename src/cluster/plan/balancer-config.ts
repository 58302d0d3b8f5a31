import {urlHost} from '../../network/address.ts';
import {isIPv6} from '../../network/cidr.ts';
import {nodeAddress} from './addresses.ts';
import type {DecidedSpec, NumberedNode} from './cluster-plan.ts';
import {apiServerPort} from './names.ts';

/** Connections stay open as long as clients want them: watches and port-forwards are idle for long. */
const idle = '24h';

/**
 * haproxy's configuration: connections go to the API servers that say they are ready. One that cannot be reached is passed over at once; its old
 * connections are cut when it has failed three checks, which a busy one does not.
 */
export function balancerConfig({networking}: DecidedSpec, controlPlanes: readonly NumberedNode[]): string {
  const places = controlPlanes.map(({name, index}) => `${name} ${urlHost(nodeAddress(networking.subnet, index))}:${apiServerPort}`);
  const servers = places.map((place) => `  server ${place}\n`);
  // Where no API server passes its checks, as on a machine that is too busy for them, a connection to one that is slow is better than none.
  const lastResorts = places.map((place) => `  server any-${place} backup no-check\n`);
  return `global
  maxconn 8000
  # After a reload the old process serves its connections to their end, but not for ever.
  hard-stop-after 24h
  # Listening sockets go from one process to the next, so that a reload refuses no connection.
  stats socket /run/haproxy.sock mode 600 level admin expose-fd listeners
defaults
  mode tcp
  option clitcpka
  option srvtcpka
  option redispatch 1
  retries 5
  timeout connect 1s
  timeout queue 10s
  timeout check 3s
  timeout client ${idle}
  timeout server ${idle}
frontend api
  bind ${isIPv6(networking.subnet) ? '[::]' : ''}:${apiServerPort}${isIPv6(networking.subnet) ? ' v4v6' : ''}
  default_backend control-planes
backend control-planes
  balance leastconn
  option allbackups
  option httpchk GET /readyz
  http-check expect status 200
  default-server check check-ssl verify none inter 1s fastinter 500ms downinter 500ms fall 3 rise 1 on-marked-down shutdown-sessions
${servers.join('')}${lastResorts.join('')}`;
}
