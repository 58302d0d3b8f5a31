import {randomBytes} from 'node:crypto';
import type {CallOptions, Engine} from '../../engine/engine.ts';
import {type PieceListener, PieceParser} from './piece-parser.ts';
import {Redactor} from './redactor.ts';
import {streamExec} from './stream-exec.ts';

/** Runs a script of pieces in a container and gives on what it prints, without secrets. */
export async function readPieces(
  engine: Engine,
  container: string,
  scriptOf: (mark: string) => string,
  {onLine, onFailure}: PieceListener,
  {signal}: CallOptions,
): Promise<void> {
  const mark = `==flotilla-${randomBytes(8).toString('hex')}`;
  const redactors = new Map<string, Redactor>();
  const parser = new PieceParser(mark, {
    onFailure,
    onLine: (piece, line) => {
      const redactor = redactors.get(piece) ?? new Redactor();
      redactors.set(piece, redactor);
      onLine(piece, redactor.line(line));
    },
  });
  await streamExec(engine, container, scriptOf(mark), {onStdout: (line) => parser.push(line), onStderr() {}}, {signal});
}
