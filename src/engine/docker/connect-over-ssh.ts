import {spawn} from 'node:child_process';
import {Duplex} from 'node:stream';

/** What an HTTP agent asks of a socket and a pair of pipes does not have. */
const socketManners = {
  setKeepAlive: nothing,
  setNoDelay: nothing,
  setTimeout: nothing,
  ref: nothing,
  unref: nothing,
};

/**
 * A connection to the engine of another machine, made as the docker command makes it: the user's own ssh, with their configuration, keys,
 * agent and known hosts, running `docker system dial-stdio` there.
 */
export function connectOverSsh({hostname, port, username}: URL): Duplex {
  const user = username === '' ? [] : ['-l', decodeURIComponent(username)];
  const at = port === '' ? [] : ['-p', port];
  const argv = ['-T', '-o', 'ConnectTimeout=30', ...user, ...at, '--', hostname, 'docker', 'system', 'dial-stdio'];
  const child = spawn('ssh', argv, {stdio: ['pipe', 'pipe', 'pipe']});
  const duplex = Duplex.from({writable: child.stdin, readable: child.stdout});
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-2000);
  });
  child.once('error', (error) => duplex.destroy(error));
  child.once('exit', (code) => {
    if (code) duplex.destroy(Object.assign(new Error(`ssh ${hostname}: ${complaint.trim() || `exit code ${code}`}`), {code: 'ESSH'}));
  });
  duplex.once('close', () => child.kill());
  return Object.assign(duplex, socketManners);
}

function nothing(this: unknown): unknown {
  return this;
}
