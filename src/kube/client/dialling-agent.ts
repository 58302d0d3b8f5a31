import {Agent, type AgentOptions} from 'node:https';
import type {Duplex} from 'node:stream';
import {type ConnectionOptions, connect} from 'node:tls';

/** Streams being opened at the same time: an SSH server drops logins at random when more than ten have not got through yet. */
const dialsAtOnce = 4;

/** An HTTPS agent whose connections run through streams that somebody else opens, a few at a time. */
export class DiallingAgent extends Agent {
  readonly #dial: () => Promise<Duplex>;
  readonly #waiting: (() => void)[] = [];
  #dialling = 0;

  constructor(options: AgentOptions, dial: () => Promise<Duplex>) {
    super(options);
    this.#dial = dial;
  }

  override createConnection(options: ConnectionOptions, done: (error: Error | null, stream: Duplex) => void): undefined {
    const fail = done as (error: unknown) => void;
    this.#inTurn().then((socket) => done(null, connect({...options, socket})), fail);
  }

  async #inTurn(): Promise<Duplex> {
    if (this.#dialling >= dialsAtOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#dialling += 1;
    try {
      return await this.#dial();
    } finally {
      this.#dialling -= 1;
      this.#waiting.shift()?.();
    }
  }
}
