import {AppError} from '../../errors/app-error.ts';
import {boundInWords} from '../spec/explain-issue.ts';
import {portFlagSchema} from '../spec/flag-values.ts';
import type {PortMapping} from './port-proxy.ts';

/** Reads the words of `ports add`, in the form of the flag --port. @throws AppError E_USAGE with all that is wrong. */
export function parsePorts(words: readonly string[]): Omit<PortMapping, 'node'>[] {
  if (words.length === 0) throw new AppError('E_USAGE', 'No port is named.', {hints: ['flotilla ports add 8080:30080']});
  const parsed = words.map((word) => portFlagSchema.safeParse(word));
  const problems = parsed.flatMap(
    ({error}, index) => error?.issues.map(({message, path}) => explain(words[index] ?? '', path, message)) ?? [],
  );
  if (problems.length > 0)
    throw new AppError('E_USAGE', `${problems.join('; ')}.`, {hints: ['flotilla ports add 127.0.0.1:8080:30080/tcp']});
  return parsed.flatMap(({data}) => data ?? []);
}

function explain(word: string, path: readonly PropertyKey[], message: string): string {
  if (message.includes(word)) return message;
  const part = {hostPort: 'its host port ', nodePort: 'its node port '}[String(path[0])] ?? '';
  return `"${word}": ${part}${boundInWords(message)}`;
}
