import {type AddressInfo, createServer, type Server} from 'node:net';
import {AppError} from '../../errors/app-error.ts';

/** Ports looked at before giving up. */
const attempts = 200;
const highest = 65_535;

/** Why a port was passed over: somebody has it, or only root may open it. */
export type Refusal = 'taken' | 'forbidden';

export interface Listening {
  readonly server: Server;
  readonly port: number;
  /** Set when it is not the port that was asked for. */
  readonly insteadOf?: {readonly port: number; readonly because: Refusal};
}

/**
 * Listens on a port of an address of this machine, or on the next one that is free; 0 is any. Ports that only root may open are followed by the
 * one 8000 above: 8080 instead of 80, 8443 instead of 443.
 * @throws AppError E_PORT when none is free, E_HOST when the address is not this machine's.
 */
export async function listenNear(address: string, wanted: number): Promise<Listening> {
  let because: Refusal | undefined;
  for (const port of candidates(wanted)) {
    const answer = await tryListen(address, port);
    if (typeof answer === 'object') {
      const {server, port: opened} = answer;
      return {server, port: opened, ...(because === undefined ? {} : {insteadOf: {port: wanted, because}})};
    }
    because ??= answer;
  }
  throw new AppError('E_PORT', `No port of ${address} from ${wanted} on is free.`);
}

/** Ports to try, the wanted one first. */
export function candidates(wanted: number): number[] {
  if (wanted === 0) return [0];
  const next = wanted < 1024 ? wanted + 8000 : wanted + 1;
  return [wanted, ...Array.from({length: attempts}, (_, step) => next + step)].filter((port) => port <= highest);
}

function tryListen(address: string, port: number): Promise<Refusal | {readonly server: Server; readonly port: number}> {
  const server = createServer({allowHalfOpen: true, noDelay: true});
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve('taken');
      else if (error.code === 'EACCES') resolve('forbidden');
      else reject(noSuchAddress(address, error));
    });
    server.listen({host: address, port, exclusive: true}, () => resolve({server, port: (server.address() as AddressInfo).port}));
  });
}

function noSuchAddress(address: string, cause: NodeJS.ErrnoException): AppError {
  return new AppError('E_HOST', `No port can be opened on ${address}: ${cause.code ?? cause.message}.`, {
    cause,
    hints: ['choose an address of this machine: ip -brief address', '0.0.0.0 is all of them'],
  });
}
