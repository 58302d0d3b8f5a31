import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';

export interface FileServer extends AsyncDisposable {
  /** "http://127.0.0.1:41231". */
  readonly url: string;
  /** Paths asked for, in order. */
  readonly requests: readonly string[];
}

/** Serves contents by path; a function answers for itself. Anything else is 404. */
export async function serveFiles(
  files: Readonly<Record<string, string | Buffer | ((request: IncomingMessage, response: ServerResponse) => void)>>,
): Promise<FileServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    requests.push(path);
    const found = files[path];
    if (typeof found === 'function') return found(request, response);
    response.statusCode = found === undefined ? 404 : 200;
    response.end(found ?? 'not found');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
