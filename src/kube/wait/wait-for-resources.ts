import {AppError} from '../../errors/app-error.ts';
import type {KubeApi, ListQuery} from '../kube-api.ts';
import type {KubeApiError} from '../kube-api-error.ts';
import type {KubeObject} from '../kube-types.ts';
import {followResources} from './follow-resources.ts';

/** What every wait takes. */
export interface WaitOptions {
  readonly signal: AbortSignal;
  /** Whole time allowed, in milliseconds. */
  readonly timeoutMs: number;
}

export interface WaitForResourcesOptions<T, A> extends WaitOptions {
  /** The answer, as soon as the objects have it. */
  readonly probe: (objects: readonly T[]) => A | undefined;
  /** What is waited for, as the end of the sentence "Timed out after 60 s waiting for …". */
  readonly what: string;
  /** Evidence for the message on timeout, from the objects as last seen. Its own failure is ignored. */
  readonly diagnose?: (objects: readonly T[], signal: AbortSignal) => Promise<readonly string[]>;
}

/** Milliseconds that the collection of evidence may take. */
const diagnosisMs = 3000;

/**
 * Follows the objects of a query until the probe has an answer: no polling, and no failure of the server ends the wait before the deadline.
 * @throws AppError E_TIMEOUT with what was seen; KubeApiError for what will not mend.
 */
export async function waitForResources<T extends KubeObject, A>(
  api: KubeApi,
  query: ListQuery,
  options: WaitForResourcesOptions<T, A>,
): Promise<A> {
  const {signal, timeoutMs, probe, what, diagnose} = options;
  const deadline = AbortSignal.timeout(timeoutMs);
  let seen: readonly T[] = [];
  let trouble: KubeApiError | undefined;
  try {
    const following = {signal: AbortSignal.any([signal, deadline]), onTrouble: (error: KubeApiError) => (trouble = error)};
    for await (const objects of followResources<T>(api, query, following)) {
      trouble = undefined;
      seen = objects;
      const answer = probe(objects);
      if (answer !== undefined) return answer;
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!deadline.aborted) throw error;
  }
  const evidence = trouble
    ? [trouble.message]
    : await diagnose?.(seen, AbortSignal.any([signal, AbortSignal.timeout(diagnosisMs)])).catch(() => []);
  throw new AppError('E_TIMEOUT', `Timed out after ${Math.round(timeoutMs / 1000)} s waiting for ${what}.`, {
    details: evidence ?? [],
    hints: ['flotilla logs --problems shows what went wrong on the nodes'],
  });
}
