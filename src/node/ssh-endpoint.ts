import type {Duplex} from 'node:stream';
import type {HostKeyPolicy} from './host-keys/host-key-policy.ts';

/** Where and how to connect by SSH: a node of a cluster, or any other machine. */
export interface SshEndpoint {
  /** What messages call it: the name of a node, or `user@host`. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly hostKey: HostKeyPolicy;
  /** Text of a private key file; with or instead of the agent's keys. */
  readonly privateKey?: Buffer | string;
  readonly passphrase?: string;
  /** Socket of an SSH agent, such as SSH_AUTH_SOCK. */
  readonly agent?: string;
  /** A stream that leads to the SSH server already; host and port are for messages then. */
  readonly stream?: Duplex;
}
