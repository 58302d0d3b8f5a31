import type {EngineEndpoint} from './engine.ts';

/** Whether the engine is on another machine: ports that it publishes are not ports of this one. A socket may lead into a virtual machine, which passes its ports on. */
export const isRemote = ({url}: EngineEndpoint): boolean => !url.startsWith('unix://');

/** The name or address of the engine's machine, as the endpoint has it; of ssh it may be an alias that only ssh knows. */
export const remoteHost = ({url}: EngineEndpoint): string => new URL(url).hostname.replace(/^\[|\]$/g, '');
