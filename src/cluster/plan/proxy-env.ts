import type {DecidedSpec, NumberedNode} from './cluster-plan.ts';
import {apiEndpointName} from './names.ts';

/**
 * Environment of containerd and the kubelet: the proxies that are asked for, and past them everything of the cluster itself. Empty without a
 * proxy. Programs know the variables in small letters, in capitals, or both.
 */
export function proxyEnv(spec: DecidedSpec, all: readonly NumberedNode[]): string {
  const {httpProxy, httpsProxy} = spec.proxy;
  if (httpProxy === undefined && httpsProxy === undefined) return '';
  const entries = [
    ['HTTP_PROXY', httpProxy],
    ['HTTPS_PROXY', httpsProxy],
    ['NO_PROXY', pastProxies(spec, all).join(',')],
  ] as const;
  return entries
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${value}\n${name.toLowerCase()}=${value}\n`)
    .join('');
}

/** What is reached without a proxy: what the user named, the cluster's networks, its nodes, and names in its domain. */
export function pastProxies({networking, proxy}: DecidedSpec, all: readonly NumberedNode[]): readonly string[] {
  const {subnet, podCIDR, serviceCIDR, dnsDomain} = networking;
  const own = [
    'localhost',
    '127.0.0.1',
    ...[subnet, podCIDR, serviceCIDR].flatMap((cidrs) => cidrs.split(',')),
    apiEndpointName,
    ...all.map(({name}) => name),
    '.svc',
    `.svc.${dnsDomain}`,
    `.${dnsDomain}`,
  ];
  return [...new Set([...(proxy.noProxy ?? '').split(',').filter(Boolean), ...own])];
}
