import type {EngineEndpoint} from './engine-endpoint.ts';

/**
 * Whether ports that the engine publishes are not ports of this machine: it is another one, or this is a container beside those that the engine
 * makes. A socket may lead into a virtual machine, which passes its ports on.
 */
export const isRemote = ({url, ownContainer}: Pick<EngineEndpoint, 'url' | 'ownContainer'>): boolean =>
  !url.startsWith('unix://') || ownContainer !== undefined;

/** The name or address of the engine's machine, as the endpoint has it; of ssh it may be an alias that only ssh knows. */
export const remoteHost = ({url}: EngineEndpoint): string => new URL(url).hostname.replace(/^\[|\]$/g, '');
