import {setTimeout as delay} from 'node:timers/promises';
import {AppError} from '../../../errors/app-error.ts';

export interface HttpGetOptions {
  readonly signal: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: 'GET' | 'HEAD';
  /** How long to wait for the headers of the answer, in milliseconds. */
  readonly answerTimeoutMs?: number;
  /** Pause before the first retry, in milliseconds; doubled each time. */
  readonly retryPauseMs?: number;
}

const attempts = 3;

/**
 * Asks for a URL, and again when the server is not there or busy. Any other answer is given back, also 401 and 404.
 * @throws AppError E_DOWNLOAD when the last attempt fails too.
 */
export async function httpGet(url: string, options: HttpGetOptions): Promise<Response> {
  let problem: unknown;
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (attempt > 0) await delay((options.retryPauseMs ?? 250) * 2 ** (attempt - 1), undefined, {signal: options.signal});
    try {
      const response = await ask(url, options);
      if (response.status < 500 && response.status !== 429) return response;
      await response.body?.cancel();
      problem = new Error(`HTTP status ${response.status}`);
    } catch (error) {
      options.signal.throwIfAborted();
      problem = error;
    }
  }
  throw new AppError('E_DOWNLOAD', `${url} cannot be fetched.`, {cause: problem, details: [reasonOf(problem)]});
}

async function ask(url: string, {signal, headers = {}, method = 'GET', answerTimeoutMs = 15_000}: HttpGetOptions): Promise<Response> {
  // The limit is for the answer to begin; a body may take as long as it moves.
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(new Error(`no answer in ${answerTimeoutMs} ms`)), answerTimeoutMs);
  try {
    return await fetch(url, {method, headers, redirect: 'follow', signal: AbortSignal.any([signal, silence.signal])});
  } finally {
    clearTimeout(timer);
  }
}

function reasonOf(problem: unknown): string {
  if (!(problem instanceof Error)) return String(problem);
  return problem.cause instanceof Error ? problem.cause.message : problem.message;
}
