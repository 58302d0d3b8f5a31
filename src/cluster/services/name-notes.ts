import {findName, type NamedService} from './local-names.ts';
import type {ReachedService} from './reach-service.ts';
import {type UrlOptions, urlOf} from './service-urls.ts';
import type {ServiceView} from './service-view.ts';

/** What a Service may be called; nothing when it is not reached. Its ports are all at one address. */
export function namedService({service, ports}: Pick<ReachedService, 'service' | 'ports'>): NamedService[] {
  const {namespace = 'default', name} = service.metadata;
  const address = ports.find(({at}) => at)?.at?.host;
  return address === undefined ? [] : [{namespace, name, address}];
}

/** The same URLs with a name in place of the address, where one resolves. */
export async function nameNotes(reached: readonly ReachedService[], options: UrlOptions, view: ServiceView): Promise<string[]> {
  const notes = await Promise.all(
    reached.map(async (one) => {
      const [named] = namedService(one);
      const name = named && (await findName(named, view.cluster, view.names));
      if (name === undefined) return [];
      const urls = one.ports.flatMap(({port, at}) => (at ? [urlOf({port, at: {...at, host: name}}, options)] : []));
      return [`By name: ${urls.join(' ')}`];
    }),
  );
  return notes.flat();
}
