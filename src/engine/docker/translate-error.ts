import {AppError} from '../../errors/app-error.ts';
import type {EngineEndpoint} from '../engine-endpoint.ts';
import {permissionDenied, startHints} from '../find-endpoint.ts';

export interface FailedCall {
  readonly endpoint: EngineEndpoint;
  readonly signal: AbortSignal;
  /** What was tried, as the end of "The engine could not …". */
  readonly action: string;
}

interface EngineFailure {
  readonly message: string;
  readonly statusCode?: number;
  readonly code?: string;
  readonly syscall?: string;
}

const unreachable = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ESSH',
]);

/** Turns what dockerode or a socket threw into what the {@link Engine} port promises; an interruption stays the signal's own reason. */
export function translateError(thrown: unknown, call: FailedCall): unknown {
  if (call.signal.aborted) return call.signal.reason;
  if (thrown instanceof AppError || !(thrown instanceof Error)) return thrown;
  const failure: EngineFailure = thrown;
  return failure.statusCode === undefined ? connectionError(failure, call) : engineError(engineMessage(failure), failure, call);
}

/** The translation of an error that the engine reports inside a stream of progress, where there is no status code. */
export function translateMessage(message: string, call: FailedCall): AppError {
  return engineError(message, {message}, call);
}

/** The HTTP status that the engine answered with, of an error that has been translated. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof AppError ? (error.cause as EngineFailure | undefined)?.statusCode : undefined;
}

function connectionError(failure: EngineFailure, {endpoint, action}: FailedCall): AppError {
  const {code = '', syscall} = failure;
  const socket = endpoint.url.replace('unix://', '');
  if ((code === 'EACCES' || code === 'EPERM') && syscall === 'connect') return permissionDenied(socket, failure);
  const isMissingSsh = code === 'ENOENT' && syscall?.startsWith('spawn');
  const isCertificate = /certificate|CERT_|SSL|TLS/.test(`${code} ${failure.message}`);
  const isElsewhere = code === 'ENOENT' && syscall !== 'connect' && !isMissingSsh;
  if (isElsewhere || !(unreachable.has(code) || isCertificate)) {
    return new AppError('E_ENGINE', `The engine could not ${action}: ${sentence(failure.message)}`, {cause: failure});
  }
  return new AppError('E_ENGINE_UNAVAILABLE', `No container engine answers at ${endpoint.url} (from ${endpoint.origin}).`, {
    cause: failure,
    details: [failure.message],
    hints: endpoint.url.startsWith('unix:') ? startHints(process.platform) : [`docker -H ${endpoint.url} version`],
  });
}

function engineError(message: string, failure: EngineFailure, {action}: FailedCall): AppError {
  const text = `The engine could not ${action}: ${sentence(message)}`;
  // libnetwork says "Address already in use" of a container's fixed address, the kernel "bind: address already in use" of a port.
  if (/port is already allocated|(bind|listen)\S*.*address already in use|ports are not available/i.test(message)) {
    const taken = /(?:Bind for|listen \w+|on) ((?:[\d.]+|\[[\da-f:]+\]):\d+)/i.exec(message)?.[1];
    const port = taken?.split(':').at(-1);
    const named = taken === undefined ? text : `The engine could not ${action}: port ${taken} of the host is taken.`;
    return new AppError('E_PORT', named, {
      cause: failure,
      details: [message],
      hints: port === undefined ? [] : [`ss -ltnp 'sport = :${port}'`],
    });
  }
  if (/pool overlaps|address already in use|non-overlapping/i.test(message)) {
    return new AppError('E_SUBNET', text, {cause: failure, hints: ['docker network ls', 'ip route']});
  }
  if (/no space left/i.test(message)) {
    return new AppError('E_DISK', text, {
      cause: failure,
      hints: ['docker system df shows what takes space; docker image prune and docker builder prune free what nothing uses'],
    });
  }
  return new AppError(failure.statusCode === 404 ? 'E_NOT_FOUND' : 'E_ENGINE', text, {cause: failure});
}

/** docker-modem wraps the engine's words: `(HTTP code 404) unexpected - No such container: x `. */
function engineMessage({message, statusCode}: EngineFailure): string {
  return message.replace(/^\(HTTP code \d+\) .*? - /s, '').trim() || `HTTP status ${statusCode} without a reason`;
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
