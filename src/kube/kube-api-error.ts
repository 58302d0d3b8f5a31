import {AppError, type AppErrorOptions} from '../errors/app-error.ts';

/** Node's error codes for TLS that fails for what the certificates are. */
const aboutCertificates = /CERT|TLS|SSL|SIGNATURE|ISSUER/;
const credentialsHint = 'flotilla update-context writes the credentials of the cluster anew';

/** A refusal of the API server, or its silence. */
export class KubeApiError extends AppError {
  /** HTTP status; 0 when no server answered. */
  readonly status: number;
  /** Kubernetes' own word, such as `AlreadyExists`, or the code of the failed system call. */
  readonly reason: string;

  constructor(message: string, status: number, reason: string, options: AppErrorOptions = {}) {
    super('E_API', message, options);
    this.name = 'KubeApiError';
    this.status = status;
    this.reason = reason;
  }
}

/** Whether something thrown is a {@link KubeApiError}, of one of these statuses when any are given. */
export function isKubeApiError(thrown: unknown, ...statuses: readonly number[]): thrown is KubeApiError {
  return thrown instanceof KubeApiError && (statuses.length === 0 || statuses.includes(thrown.status));
}

/** The error for an answer with a status of 400 or more; its body usually is a Kubernetes Status. */
export function refusal(server: string, status: number, body: string): KubeApiError {
  const {message, reason} = readStatus(body);
  const hints = status === 401 ? [credentialsHint] : [];
  return new KubeApiError(`The Kubernetes API server ${server} refused a request: ${message || `HTTP status ${status}`}.`, status, reason, {
    hints,
  });
}

/** The error for a request without an answer. */
export function silence(server: string, cause: unknown): KubeApiError {
  const {code, message} = describeCause(cause);
  const why: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'connection refused',
    ECONNRESET: 'connection reset',
    EPIPE: 'connection reset',
    ETIMEDOUT: 'no answer in time',
    ENETUNREACH: 'network unreachable',
    EHOSTUNREACH: 'host unreachable',
  };
  const text = why[code] ?? message;
  if (aboutCertificates.test(code)) {
    return new KubeApiError(`The certificates for the Kubernetes API server ${server} do not fit: ${text}.`, 0, code, {
      cause,
      hints: [credentialsHint],
    });
  }
  return new KubeApiError(`The Kubernetes API server ${server} does not answer: ${text}.`, 0, code, {
    cause,
    hints: ['flotilla status shows what runs', 'flotilla start starts a cluster that is stopped'],
  });
}

/** Whether trying again later may help: not with wrong certificates, wrong credentials or a wrong request. */
export function isTemporary(error: KubeApiError): boolean {
  if (error.status === 0) return !aboutCertificates.test(error.reason);
  return ![400, 401, 405, 422].includes(error.status);
}

function readStatus(body: string): {readonly message: string; readonly reason: string} {
  try {
    const status: unknown = JSON.parse(body);
    if (status !== null && typeof status === 'object') {
      const {message = '', reason = ''} = status as {readonly message?: unknown; readonly reason?: unknown};
      return {message: String(message).trim().replace(/\.$/, ''), reason: String(reason)};
    }
  } catch {
    // Not JSON: proxies and aggregated API servers answer in plain text.
  }
  return {message: body.trim().slice(0, 500), reason: ''};
}

function describeCause(cause: unknown): {readonly code: string; readonly message: string} {
  if (!(cause instanceof Error)) return {code: '', message: String(cause)};
  return {code: 'code' in cause ? String(cause.code) : '', message: cause.message.trim().replace(/\.$/, '')};
}
