import {AppError} from '../../errors/app-error.ts';
import {type WaitFor, waitTargets} from './wait-for-cluster.ts';

/** `all`, `true`, `none`, `false` or names, as minikube's `--wait` takes them. @throws AppError E_USAGE. */
export function parseWaitFor(words: readonly string[]): readonly WaitFor[] {
  const [only] = words;
  if (words.length === 1 && (only === 'all' || only === 'true')) return waitTargets;
  if (words.length === 1 && (only === 'none' || only === 'false')) return [];
  return words.map((word) => {
    const target = waitTargets.find((name) => name === word);
    if (target) return target;
    throw new AppError('E_USAGE', `"${word}" is nothing that --wait knows.`, {
      hints: [`--wait takes all, none, or some of ${waitTargets.join(',')}`],
    });
  });
}
