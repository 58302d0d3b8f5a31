import {AppError} from '../errors/app-error.ts';

/** A machine that is reached by SSH. */
export interface SshDestination {
  readonly username: string;
  readonly host: string;
  readonly port: number;
}

/** Reads `user@host[:port]`; an IPv6 address with a port stands in brackets. @throws AppError E_USAGE. */
export function parseSshDestination(text: string): SshDestination {
  const {username, bracketed, plain, port} =
    /^(?<username>[^@\s]+)@(?:\[(?<bracketed>[^\]\s]+)\]|(?<plain>[^:[\]\s]+))(?::(?<port>\d+))?$/.exec(text)?.groups ?? {};
  const host = bracketed ?? plain;
  const number = port === undefined ? 22 : Number(port);
  if (username === undefined || host === undefined || number < 1 || number > 65_535) {
    throw new AppError('E_USAGE', `"${text}" is no destination for SSH.`, {
      hints: ['write user@host or user@host:port, such as root@10.0.0.5:2222'],
    });
  }
  return {username, host, port: number};
}
