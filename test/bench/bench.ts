import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {cpus, tmpdir, totalmem} from 'node:os';
import {join, resolve} from 'node:path';
import {parseArgs} from 'node:util';
import {execa} from 'execa';
import {createDockerEngine} from '../../src/engine/docker/create-docker-engine.ts';
import {findEndpoint} from '../../src/engine/find-endpoint.ts';
import {defaultKubernetesVersion} from '../../src/images/default-version.ts';
import {findNodeImage, nodeImageReference} from '../../src/images/node-image/node-image.ts';
import {measureFloor} from './measure-floor.ts';
import {measureImageLoad} from './measure-image-load.ts';
import {measureNodes} from './measure-nodes.ts';
import {measureTimeToKubernetes} from './measure-time-to-k8s.ts';
import {measureTunnel} from './measure-tunnel.ts';
import {type Report, renderReport} from './render-report.ts';
import {root, runCli} from './run-cli.ts';
import {summarise} from './statistics.ts';

/** `npm run bench [-- --runs N --json FILE --markdown FILE]`: measures this machine and prints a table. */
const {values} = parseArgs({options: {runs: {type: 'string', default: '5'}, json: {type: 'string'}, markdown: {type: 'string'}}});
const runs = Number(values.runs);
const profile = 'bench';
const folder = await mkdtemp(join(tmpdir(), 'flotilla-bench-'));
const env = {KUBECONFIG: join(folder, 'kubeconfig')};
const say = (text: string): void => void process.stderr.write(`${text}\n`);
const measured = new Map<string, number[]>();
const record = (name: string, value: number): void => void measured.set(name, [...(measured.get(name) ?? []), value]);

const engine = await createDockerEngine(await findEndpoint());
const signal = AbortSignal.timeout(60 * 60_000);
await runCli(['node-image', 'build', '-o', 'json'], env);
const image = await findNodeImage(engine, nodeImageReference(defaultKubernetesVersion), {signal});
const busybox = image?.contents.find((reference) => reference.includes('/busybox:')) ?? '';
const kubectl = join(folder, 'kubectl');
await execa('sh', [
  '-c',
  `docker run --rm --entrypoint cat ${nodeImageReference(defaultKubernetesVersion)} /usr/local/bin/kubectl > ${kubectl} && chmod +x ${kubectl}`,
]);

/** A worker more, until it is Ready, and its end. */
async function measureGrowth(nodes: number): Promise<void> {
  const add = await runCli(['node', 'add', '-p', profile, '-o', 'json'], env);
  record(`${nodes} nodes: node add`, add.seconds);
  const [added] = (JSON.parse(add.stdout.trimEnd().split('\n').at(-1) ?? '') as {nodes: {name: string}[]}).nodes;
  record(`${nodes} nodes: node delete`, (await runCli(['node', 'delete', added?.name ?? '', '-p', profile, '-o', 'json'], env)).seconds);
}

/** Pause, unpause, stop and start of a cluster that exists, with the phases of the start. */
async function measureLifecycle(nodes: number): Promise<void> {
  for (const command of ['pause', 'unpause', 'stop'] as const) {
    record(`${command} ${nodes}`, (await runCli([command, '-p', profile, '-o', 'json'], env)).seconds);
  }
  const start = await runCli(['start', '-p', profile, '-o', 'json'], env);
  record(`start ${nodes}, stopped`, start.seconds);
  for (const [phase, seconds] of Object.entries(start.phases)) record(`start ${nodes}, stopped: ${phase.toLowerCase()}`, seconds);
}

try {
  for (let run = 1; run <= runs; run += 1) {
    say(`Run ${run} of ${runs}`);
    for (const command of ['version', '--help']) record(`flotilla ${command}`, (await runCli([command], env)).seconds);
    const floor = await measureFloor(engine);
    record('floor: container', floor.container);
    record('floor: etcd and kube-apiserver to /readyz', floor.apiServer);
    record('floor: sum', floor.container + floor.apiServer);
    for (const nodes of [1, 4]) {
      const start = await runCli(['start', '-p', profile, '-n', String(nodes), '-o', 'json'], env);
      record(`start ${nodes}`, start.seconds);
      for (const [phase, seconds] of Object.entries(start.phases)) record(`start ${nodes}: ${phase.toLowerCase()}`, seconds);
      record(`start ${nodes} again, running`, (await runCli(['start', '-p', profile, '-o', 'json'], env)).seconds);
      record(`status ${nodes}`, (await runCli(['status', '-p', profile], env)).seconds);
      for (const [name, value] of Object.entries(await measureNodes(engine, profile, signal))) record(`${nodes} nodes: ${name}`, value);
      if (nodes === 4)
        for (const [name, value] of Object.entries(await measureTunnel(engine, profile, busybox, env, signal))) record(name, value);
      await measureGrowth(nodes);
      await measureLifecycle(nodes);
      for (const [name, value] of Object.entries(await measureImageLoad(profile, env))) record(`${nodes} nodes: ${name}`, value);
      record(`delete ${nodes}`, (await runCli(['delete', '-p', profile, '-o', 'json'], env)).seconds);
    }
    const times = await measureTimeToKubernetes(profile, env, kubectl, busybox);
    for (const [stage, seconds] of Object.entries(times)) record(`time-to-k8s: ${stage}`, seconds);
    await runCli(['delete', '-p', profile, '-o', 'json'], env);
  }
} finally {
  await runCli(['delete', '-p', profile, '-o', 'json'], env);
  await engine.close();
  await rm(folder, {recursive: true, force: true});
}

const info = {
  cpus: cpus().length,
  cpu: cpus()[0]?.model ?? '',
  memoryGiB: Math.round(totalmem() / 1024 ** 3),
  date: new Date().toISOString().slice(0, 10),
};
const report: Report = {machine: info, results: Object.fromEntries([...measured].map(([name, all]) => [name, summarise(all)]))};
process.stdout.write(renderReport(report));
if (values.json) await writeFile(resolve(root, values.json), `${JSON.stringify(report, undefined, 2)}\n`);
if (values.markdown) await writeFile(resolve(root, values.markdown), renderReport(report));
