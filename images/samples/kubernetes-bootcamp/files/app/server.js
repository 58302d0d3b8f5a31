// Says which pod answers and of which version it is; its log tells what was asked, as the tutorial shows.
const {createServer} = require('node:http');
const {hostname} = require('node:os');

// A pod that is to end is asked until every node has heard of it.
const lastRequestsMs = 3000;
const started = Date.now();
const seconds = () => (Date.now() - started) / 1000;
let requests = 0;

createServer((request, response) => {
  requests += 1;
  const log = `Running On: ${hostname()} | Total Requests: ${requests} | App Uptime: ${seconds()} seconds | Log Time: ${new Date().toISOString()}`;
  process.stdout.write(`${log}\n`);
  response.setHeader('Content-Type', 'text/plain');
  response.end(`Hello Kubernetes bootcamp! | Running on: ${hostname()} | v=${process.env.VERSION}\n`);
}).listen({fd: Number(process.env.LISTEN_FD)}, () => process.stdout.write(`Kubernetes Bootcamp App Started At: ${new Date().toISOString()} | Running On: ${hostname()}\n`));
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => setTimeout(() => process.exit(0), lastRequestsMs));
