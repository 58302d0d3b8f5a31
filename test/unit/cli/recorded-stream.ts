import {Writable} from 'node:stream';

/** A stream that keeps what is written to it. */
export class RecordedStream extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }

  get lines(): string[] {
    return this.text.split('\n').slice(0, -1);
  }
}

/** The same, as a terminal of this many columns. */
export class RecordedTerminal extends RecordedStream {
  readonly isTTY = true;
  readonly columns: number;

  constructor(columns = 80) {
    super();
    this.columns = columns;
  }
}
