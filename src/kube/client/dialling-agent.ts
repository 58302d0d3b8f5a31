import {Agent, type AgentOptions} from 'node:https';
import type {Duplex} from 'node:stream';
import {type ConnectionOptions, connect} from 'node:tls';

/** An HTTPS agent whose connections run through streams that somebody else opens. */
export class DiallingAgent extends Agent {
  readonly #dial: () => Promise<Duplex>;

  constructor(options: AgentOptions, dial: () => Promise<Duplex>) {
    super(options);
    this.#dial = dial;
  }

  override createConnection(options: ConnectionOptions, done: (error: Error | null, stream: Duplex) => void): undefined {
    const fail = done as (error: unknown) => void;
    this.#dial().then((socket) => done(null, connect({...options, socket})), fail);
  }
}
