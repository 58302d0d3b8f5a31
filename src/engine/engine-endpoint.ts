import type {EngineTls} from './engine-tls.ts';
import type {OwnContainer} from './own-container.ts';

export interface EngineEndpoint {
  /** `unix:///…`, `tcp://host:port` or `ssh://user@host`. */
  readonly url: string;
  /** Where the endpoint was found, for messages: "DOCKER_HOST", "Docker context desktop-linux", "the usual socket". */
  readonly origin: string;
  /** True when containers share this machine's kernel and bridge networks, so that node addresses can be reached. */
  readonly isLocal: boolean;
  /** Set when the connection is encrypted with TLS. */
  readonly tls?: EngineTls;
  /** Set when this program runs in a container beside those that it makes. */
  readonly ownContainer?: OwnContainer;
}
