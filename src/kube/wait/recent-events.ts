import type {KubeApi} from '../kube-api.ts';
import type {KubeEvent} from '../kube-types.ts';

const shownEvents = 8;

/** The last warnings about objects of a namespace whose name begins so (pods of a Deployment begin with its name), oldest first. */
export async function recentEvents(api: KubeApi, namespace: string, namePrefix: string, signal: AbortSignal): Promise<readonly string[]> {
  const {items} = await api.list<KubeEvent>({apiVersion: 'v1', kind: 'Event', namespace}, {signal});
  return items
    .filter(({type, involvedObject}) => type !== 'Normal' && (involvedObject?.name ?? '').startsWith(namePrefix))
    .sort((a, b) => timeOf(a).localeCompare(timeOf(b)))
    .slice(-shownEvents)
    .map(({involvedObject, reason, message, count = 1}) => {
      const times = count > 1 ? ` (${count} times)` : '';
      return `event ${involvedObject?.kind?.toLowerCase()}/${involvedObject?.name}: ${reason}: ${message?.trim()}${times}`;
    });
}

function timeOf({lastTimestamp, eventTime, metadata}: KubeEvent): string {
  return lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? '';
}
