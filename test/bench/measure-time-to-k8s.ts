import {setTimeout as delay} from 'node:timers/promises';
import {execa} from 'execa';
import {runCli} from './run-cli.ts';

/** An application like the one of the published benchmark: a server and a client in one pod, from an image that every node has. */
const manifest = (image: string): string => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: netcat}
spec:
  selector: {matchLabels: {app: netcat}}
  template:
    metadata: {labels: {app: netcat}}
    spec:
      terminationGracePeriodSeconds: 0
      containers: [{name: netcat, image: '${image}', command: [sh, -c, 'while true; do echo hello | nc -l -p 8080; done']}]
---
apiVersion: v1
kind: Service
metadata: {name: netcat}
spec: {selector: {app: netcat}, ports: [{port: 8080}]}
`;

export interface TimeToKubernetes {
  readonly command: number;
  readonly api: number;
  readonly service: number;
  readonly dnsService: number;
  readonly application: number;
  readonly dns: number;
  readonly total: number;
}

/**
 * The stages of time-to-k8s, which the peers publish: the command, the API answering, the Service kubernetes, the Service kube-dns, an
 * application answering, DNS answering. Each is tried again every 10 ms. Seconds.
 */
export async function measureTimeToKubernetes(
  profile: string,
  env: Readonly<Record<string, string>>,
  kubectl: string,
  image: string,
): Promise<TimeToKubernetes> {
  const call = (args: readonly string[], input?: string) =>
    execa(kubectl, ['--context', profile, ...args], {env, reject: false, ...(input === undefined ? {} : {input})});
  const until = async (args: readonly string[]): Promise<number> => {
    const started = performance.now();
    for (;;) {
      const {exitCode} = await call(args);
      if (exitCode === 0) return (performance.now() - started) / 1000;
      if (performance.now() - started > 120_000) throw new Error(`Never succeeded: kubectl ${args.join(' ')}`);
      await delay(10);
    }
  };
  const {seconds: command} = await runCli(['start', '-p', profile, '-o', 'json'], env);
  const api = await until(['get', 'pods', '-A']);
  const service = await until(['get', 'service', 'kubernetes']);
  const dnsService = await until(['-n', 'kube-system', 'get', 'service', 'kube-dns']);
  const started = performance.now();
  await call(['apply', '-f', '-'], manifest(image));
  const application =
    (performance.now() - started) / 1000 +
    (await until(['exec', 'deployment/netcat', '--', 'sh', '-c', 'nc -w 1 localhost 8080 < /dev/null | grep hello']));
  const dns = await until(['exec', 'deployment/netcat', '--', 'nslookup', 'netcat.default.svc.cluster.local']);
  return {command, api, service, dnsService, application, dns, total: command + api + service + dnsService + application + dns};
}
