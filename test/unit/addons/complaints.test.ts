import {describe, expect, it} from 'vitest';
import {Complaints} from '../../../src/addons/complaints.ts';

const says = (reason: string, attempt?: {readonly pod: string; readonly count: number}, certain = true) => ({
  state: 'not ready' as const,
  reason,
  certain,
  ...(attempt === undefined ? {} : {attempt}),
});

/** At which of these times, in seconds, a complaint is believed. */
function believed(heard: readonly (readonly [at: number, what: ReturnType<typeof says>])[]): number[] {
  const complaints = new Complaints();
  return heard.filter(([at, what]) => complaints.believes(what, at * 1000)).map(([at]) => at);
}

describe('a complaint', () => {
  const missing = (count: number, pod = 'a') => says('the Secret is missing', {pod, count});

  it('is believed after a while', () => {
    const word = says('DaemonSet web is missing');
    expect(
      believed([
        [0, word],
        [19, word],
        [20, word],
      ]),
    ).toEqual([20]);
  });

  it('of a pod is believed only when the pod has failed again, however long that takes', () => {
    expect(
      believed([
        [0, missing(3)],
        [20, missing(3)],
        [280, missing(3)],
        [281, missing(4)],
      ]),
    ).toEqual([281]);
  });

  it('of a new pod is believed after its second failure: the first may be counted a moment after it is seen', () => {
    expect(
      believed([
        [0, missing(0)],
        [1, missing(1)],
        [30, missing(1)],
        [31, missing(2)],
      ]),
    ).toEqual([31]);
  });

  it('of another pod counts from its own beginning', () => {
    expect(
      believed([
        [0, missing(3)],
        [15, missing(4)],
        [19, missing(5, 'b')],
        [38, missing(6, 'b')],
        [39, missing(6, 'b')],
      ]),
    ).toEqual([39]);
  });

  it('of a program that crashes again and again is the same, though it counts and the program runs in between', () => {
    const crashes = (count: number) =>
      says(`crashes (exit code 1${count > 0 ? `, ${count} restart${count > 1 ? 's' : ''}` : ''})`, {pod: 'a', count: count + 1});
    const starting = says('starting', undefined, false);
    expect(
      believed([
        [0, crashes(0)],
        [10, starting],
        [11, crashes(1)],
        [30, crashes(1)],
        [31, crashes(1)],
      ]),
    ).toEqual([31]);
  });

  it('that may pass is never believed', () => {
    const starting = says('starting', undefined, false);
    expect(
      believed([
        [0, starting],
        [100, starting],
      ]),
    ).toEqual([]);
  });
});
