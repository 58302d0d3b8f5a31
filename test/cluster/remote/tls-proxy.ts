import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {connect} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createServer, type TLSSocket} from 'node:tls';
import {execa} from 'execa';

/** The engine of this machine on a TCP port with TLS, as dockerd has it with --tlsverify. */
export interface TlsProxy extends AsyncDisposable {
  readonly url: string;
  /** DOCKER_HOST, DOCKER_TLS_VERIFY and DOCKER_CERT_PATH. */
  readonly env: Readonly<Record<string, string>>;
}

/** `address`: one of this machine's that is not loopback, so that what is published on 127.0.0.1 is not reached by it. */
export async function startTlsProxy(address: string): Promise<TlsProxy> {
  const folder = mkdtempSync(join(tmpdir(), 't-tls-'));
  await makeCertificates(folder, address);
  const pem = (name: string): Buffer => readFileSync(join(folder, name));
  const open = new Set<TLSSocket>();
  const options = {ca: pem('ca.pem'), cert: pem('server.pem'), key: pem('server-key.pem'), requestCert: true, rejectUnauthorized: true};
  const server = createServer({...options, allowHalfOpen: true}, (client) => {
    open.add(client);
    client.once('close', () => open.delete(client));
    const engine = connect({path: '/var/run/docker.sock', allowHalfOpen: true});
    client.pipe(engine).pipe(client);
    for (const [one, other] of [
      [client, engine],
      [engine, client],
    ] as const) {
      one.on('error', () => other.destroy());
      one.once('close', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  const place = server.address();
  const port = typeof place === 'object' && place !== null ? place.port : 0;
  const url = `tcp://${address}:${port}`;
  return {
    url,
    env: {DOCKER_HOST: url, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: folder},
    async [Symbol.asyncDispose]() {
      for (const client of open) client.destroy();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, {recursive: true, force: true});
    },
  };
}

/** An authority, a server good for the address, and a client, under the names that Docker expects. */
async function makeCertificates(folder: string, address: string): Promise<void> {
  const file = (name: string): string => join(folder, name);
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const openssl = (...words: readonly string[]) => execa('openssl', words);
  await openssl(
    'req',
    '-x509',
    ...newKey,
    '-days',
    '2',
    '-subj',
    '/CN=test authority',
    '-keyout',
    file('ca-key.pem'),
    '-out',
    file('ca.pem'),
  );
  writeFileSync(file('server.ext'), `subjectAltName=IP:${address}\nextendedKeyUsage=serverAuth\n`);
  writeFileSync(file('client.ext'), 'extendedKeyUsage=clientAuth\n');
  for (const [name, key, certificate] of [
    ['server', 'server-key.pem', 'server.pem'],
    ['client', 'key.pem', 'cert.pem'],
  ] as const) {
    await openssl('req', ...newKey, '-subj', `/CN=${name}`, '-keyout', file(key), '-out', file(`${name}.csr`));
    const by = ['-CA', file('ca.pem'), '-CAkey', file('ca-key.pem'), '-CAcreateserial', '-days', '2', '-extfile', file(`${name}.ext`)];
    await openssl('x509', '-req', '-in', file(`${name}.csr`), ...by, '-out', file(certificate));
  }
}
