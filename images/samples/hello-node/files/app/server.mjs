// Says hello, its version and the name of its pod.
import {createServer} from 'node:http';
import {hostname} from 'node:os';

const port = Number(process.env.PORT ?? 8080);
const text = `Hello, world!\nVersion: ${process.env.VERSION}\nHostname: ${hostname()}\n`;

createServer((request, response) => {
  process.stdout.write(`${new Date().toISOString()} Serving request: ${request.url}\n`);
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.end(text);
}).listen(port, '::', () => process.stdout.write(`Server listening on port ${port}\n`));
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0));
