import {urlHost} from '../../network/address.ts';
import type {ForwardedPort} from './tunnel-forwards.ts';
import type {TunnelService} from './tunnel-state.ts';

/** `default/web  172.30.2.0  80/TCP,443/TCP  dev-worker`, in columns. */
export function serviceRow({namespace, name, addresses, ports, nodes, problem}: TunnelService): string[] {
  const where = addresses.map((address, index) => (nodes[index] ? nodes[index] : `${address} leads nowhere`));
  return [
    namespace,
    name,
    addresses.join(',') || '-',
    ports.map(({port, protocol}) => `${port}/${protocol}`).join(','),
    problem ?? ([...new Set(where)].join(',') || '-'),
  ];
}

export type ServiceChange = TunnelService & {readonly type: 'service' | 'gone'};

/** What is another since the last state: Services that are new or have changed, and those that have gone. */
export function serviceChanges(before: readonly TunnelService[], after: readonly TunnelService[]): ServiceChange[] {
  const known = new Map(before.map((service) => [keyOf(service), service]));
  const changed = after.filter((service) => JSON.stringify(known.get(keyOf(service))) !== JSON.stringify(service));
  const present = new Set(after.map(keyOf));
  const gone = before.filter((service) => !present.has(keyOf(service)));
  return [
    ...changed.map((service) => ({...service, type: 'service' as const})),
    ...gone.map((service) => ({...service, type: 'gone' as const})),
  ];
}

/** A change as a line for people. */
export function changeText(change: ServiceChange): string {
  const [namespace = '', name = '', address = '', ports = '', where = ''] = serviceRow(change);
  if (change.type === 'gone') return `${namespace}/${name}  gone`;
  return `${namespace}/${name}  ${address}  ${ports}  ${change.problem === undefined ? `on ${where}` : where}`;
}

const keyOf = ({namespace, name}: TunnelService): string => `${namespace}/${name}`;

/** A port of this machine as a line for people: `127.0.0.1:8080 -> default/web:80`. */
export function portText({type, namespace, name, port, forward}: {readonly type: 'port' | 'port-closed'} & ForwardedPort): string {
  const line = `${urlHost(forward.address)}:${forward.port} -> ${namespace}/${name}:${port}`;
  return type === 'port' ? line : `${line}  closed`;
}
