import type {WorkloadState} from './workload-state.ts';

/** How long a complaint must stay the same before it is believed, in milliseconds: probes and kubelets try again within 15 s. */
const believedMs = 20_000;

/**
 * What hinders an addon, as long as somebody waits for it. What a pod says of itself may be older than the remedy: its kubelet tries again
 * by and by, and until then the words of the last attempt stand. So a pod is believed only when it has failed again while we waited.
 */
export class Complaints {
  #last = '';
  #since = 0;
  readonly #attempts = new Map<string, number>();

  /** Whether this complaint, made at a time in milliseconds, is to be believed. */
  believes({reason, certain, attempt}: Extract<WorkloadState, {state: 'not ready'}>, now: number): boolean {
    const complaint = `${attempt?.pod ?? ''} ${withoutCount(reason)}`;
    if (complaint !== this.#last) this.#since = now;
    this.#last = complaint;
    if (!certain) return false;
    const first = this.#attempts.get(complaint) ?? attempt?.count ?? 0;
    this.#attempts.set(complaint, first);
    // The first failure shows in the pod's status before there is an event that counts it.
    const again = attempt === undefined || attempt.count >= Math.max(first + 1, 2);
    return again && now - this.#since >= believedMs;
  }
}

/** A container that crashes says how often it was started: the same complaint each time. */
const withoutCount = (reason: string): string => reason.replace(/(, )?\d+ restarts?/, '');
