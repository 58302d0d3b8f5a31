// Answers every request with what it knows of it: who asked, what for, and with which headers.
import {createServer} from 'node:http';
import {hostname} from 'node:os';

const port = Number(process.env.PORT ?? 8080);
const plain = (address = '') => address.replace(/^::ffff:/, '');
const indented = (lines, otherwise) => (lines.length === 0 ? [`\t${otherwise}`] : lines.map((line) => `\t${line}`));

const podFields = {POD_NAME: 'pod name', POD_NAMESPACE: 'pod namespace', NODE_NAME: 'node name', POD_IP: 'pod IP'};

function describe(request, body) {
  const {method, url = '/', headers, httpVersion, socket} = request;
  const {pathname, search} = new URL(url, 'http://server');
  const pod = Object.entries(podFields).flatMap(([name, title]) => (process.env[name] ? [`${title}:\t${process.env[name]}`] : []));
  return [
    '',
    '',
    `Hostname: ${hostname()}`,
    '',
    'Pod Information:',
    ...indented(pod, '-no pod information available-'),
    '',
    'Server values:',
    `\tserver_version=node: ${process.versions.node}`,
    '',
    'Request Information:',
    `\tclient_address=${plain(socket.remoteAddress)}`,
    `\tmethod=${method}`,
    `\treal path=${pathname}${search}`,
    `\tquery=${search.slice(1)}`,
    `\trequest_version=${httpVersion}`,
    '\trequest_scheme=http',
    `\trequest_uri=http://${headers.host ?? ''}${url}`,
    '',
    'Request Headers:',
    ...indented(
      Object.keys(headers)
        .sort()
        .map((name) => `${name}=${headers[name]}`),
      '-no headers in request-',
    ),
    '',
    'Request Body:',
    ...indented(body === '' ? [] : body.split('\n'), '-no body in request-'),
    '',
    '',
  ].join('\n');
}

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  response.setHeader('Content-Type', 'text/plain');
  response.end(describe(request, Buffer.concat(chunks).toString()));
});
server.listen(port, '::');
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0));
