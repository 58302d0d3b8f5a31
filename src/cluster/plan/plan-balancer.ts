import type {ContainerSpec, FileEntry} from '../../engine/engine.ts';
import {isIPv6} from '../../network/cidr.ts';
import {helperLabels} from '../helpers/helper-containers.ts';
import {apiBalancerAddresses, byFamily} from './addresses.ts';
import {controlPlanesOf} from './api-access.ts';
import {balancerConfig} from './balancer-config.ts';
import type {DecidedSpec, NumberedNode} from './cluster-plan.ts';
import {balancerName, networkName} from './names.ts';
import {publishedApi} from './published-api.ts';

/** The load balancer's container, with the file that it reads. */
export interface BalancerPlan {
  readonly container: ContainerSpec;
  readonly config: FileEntry;
}

const configFile = '/etc/flotilla/haproxy.cfg';

/** haproxy of the node image in front of several control planes, on the address that every certificate names. */
export function planBalancer(spec: DecidedSpec, nodes: readonly NumberedNode[], image: string): BalancerPlan {
  const {name, networking} = spec;
  return {
    container: {
      name: balancerName(name),
      hostname: balancerName(name),
      image,
      labels: helperLabels(name, 'load-balancer'),
      // The master process stays and starts a new worker when it is told to read its file again.
      entrypoint: ['haproxy', '-W', '-db', '-f', configFile],
      command: [],
      capDrop: ['ALL'],
      network: {name: networkName(name), ...byFamily(apiBalancerAddresses(networking.subnet).join(','))},
      ...(isIPv6(networking.subnet) ? {sysctls: {'net.ipv6.conf.all.disable_ipv6': '0'}} : {}),
      ports: [publishedApi(spec)],
      stopSignal: 'SIGTERM',
      stopTimeout: 5,
      restartPolicy: 'unless-stopped',
      logMaxSize: '10m',
    },
    config: {path: configFile, content: balancerConfig(spec, controlPlanesOf(nodes))},
  };
}
