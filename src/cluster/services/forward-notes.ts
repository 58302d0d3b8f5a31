import {portOwner} from '../../network/port-owner.ts';
import {nameOf} from './await-endpoint.ts';
import {hintFor} from './hint-for.ts';
import type {ReachedPort, ReachedService} from './reach-service.ts';
import {portLabel} from './service-urls.ts';
import type {ServiceView} from './service-view.ts';

/** What a user should know of the ports that were opened for them, in sentences. */
export async function forwardNotes(reached: readonly ReachedService[], {cluster, reaches, publishesHere}: ServiceView): Promise<string[]> {
  const sentences: string[] = [];
  for (const {service, ports} of reached) {
    for (const one of ports) {
      if (one.because !== undefined) sentences.push(`Port ${portLabel(one.port)} of ${nameOf(service)} is not reached: ${one.because}.`);
      if (one.forward?.insteadOf) sentences.push(await otherPort(one.forward.address, one.forward, one.forward.insteadOf));
    }
  }
  const forwarded = reached.filter(({ports}) => ports.some(({forward}) => forward));
  if (forwarded.length === 0) return sentences;
  const names = forwarded.map(({service}) => nameOf(service)).join(', ');
  sentences.push(`Ports of this machine lead to ${names} while this command runs; Ctrl-C ends it.`);
  const nodePort = forwarded.flatMap(({ports}) => ports).find(isPublishable)?.port.nodePort;
  if (!reaches && publishesHere && nodePort)
    sentences.push(`To have one open for good: ${hintFor(cluster, 'ports add', String(nodePort))}`);
  return sentences;
}

const isPublishable = ({port, forward}: ReachedPort): boolean => forward !== undefined && Boolean(port.nodePort);

/** Why a port is another than the one that was asked for. */
export async function otherPort(
  address: string,
  {port}: {readonly port: number},
  {port: wanted, because}: {readonly port: number; readonly because: 'taken' | 'forbidden'},
): Promise<string> {
  if (because === 'forbidden') return `Port ${wanted} of ${address} may only be opened by root; it is ${port} instead.`;
  const owner = await portOwner(wanted, 'tcp');
  return `Port ${wanted} of ${address} is taken${owner === undefined ? '' : ` by ${owner}`}; it is ${port} instead.`;
}
