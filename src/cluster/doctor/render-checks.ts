import type {Check, CheckState} from './check.ts';
import {countStates} from './run-doctor.ts';

const order: readonly CheckState[] = ['problem', 'warning', 'fixed', 'ok', 'skipped'];
const plural: Readonly<Record<CheckState, string>> = {
  problem: 'problems',
  warning: 'warnings',
  fixed: 'fixed',
  ok: 'ok',
  skipped: 'skipped',
};

/** One line per check; below those that want attention, why it matters and what to do. */
export function renderChecks(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({id}) => id.length));
  const lines = checks.flatMap((check) => {
    const {id, state, found, why, remedy} = check;
    const head = `${state.padEnd('warning'.length)}  ${id.padEnd(width)}  ${found}`;
    return state === 'problem' || state === 'warning' ? [head, `  Why: ${why}`, ...remedy.map((line) => `  Try: ${line}`)] : [head];
  });
  const counts = countStates(checks);
  const summary = order.flatMap((state) => {
    const count = counts[state];
    return count === undefined ? [] : `${count} ${count === 1 ? state : plural[state]}`;
  });
  return [...lines, '', `${checks.length} checks: ${summary.join(', ')}.`].join('\n');
}
