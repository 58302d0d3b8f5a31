// An ES import of node:http makes Node load undici for its other exports: 15 ms at each start (measured).
const {Agent} = process.getBuiltinModule('node:http');

import type {Duplex} from 'node:stream';
import {inspect} from 'node:util';

/** An HTTP agent that keeps connections to one engine, whatever they are made of: a socket, TLS, an SSH process. */
export class EngineAgent extends Agent {
  readonly #connect: () => Duplex;

  /** `idle`: how many connections are kept that nothing uses. */
  constructor(connect: () => Duplex, idle: number) {
    super({keepAlive: true, maxFreeSockets: idle});
    this.#connect = connect;
  }

  override createConnection(): Duplex {
    return this.#connect();
  }

  /** docker-modem prints its options with unlimited depth for a debug log, even when that is off: sockets and all, milliseconds per call. */
  [inspect.custom](): string {
    return 'EngineAgent';
  }
}
