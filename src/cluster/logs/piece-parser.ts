export interface PieceListener {
  onLine(piece: string, line: string): void;
  /** The piece could not be had, or only in part. */
  onFailure(piece: string, reason: string): void;
}

/** Takes the output of a script of pieces apart, see pieceScript. The empty line before each mark belongs to the mark. */
export class PieceParser {
  readonly #mark: string;
  readonly #listener: PieceListener;
  #piece: string | undefined;
  #hasBlank = false;

  constructor(mark: string, listener: PieceListener) {
    this.#mark = mark;
    this.#listener = listener;
  }

  push(line: string): void {
    if (line.startsWith(`${this.#mark} `)) {
      this.#hasBlank = false;
      this.#piece = line.slice(this.#mark.length + 1);
    } else if (line.startsWith(`${this.#mark}!`)) {
      this.#hasBlank = false;
      this.#listener.onFailure(this.#piece ?? '', explain(line.slice(this.#mark.length + 1)));
    } else {
      this.#flush();
      if (line === '') this.#hasBlank = true;
      else this.#give(line);
    }
  }

  #flush(): void {
    if (this.#hasBlank) this.#give('');
    this.#hasBlank = false;
  }

  #give(line: string): void {
    if (this.#piece !== undefined) this.#listener.onLine(this.#piece, line);
  }
}

function explain(text: string): string {
  const [, code = '', complaint = ''] = /^(\d+) ?(.*)$/.exec(text) ?? [];
  if (code === '124') return 'it took too long';
  return complaint === '' ? `exit code ${code}` : complaint;
}
