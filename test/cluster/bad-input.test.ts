import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {type AddressInfo, createServer, type Server} from 'node:net';
import {availableParallelism, tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {runCli} from './support/run-cli.ts';
import {TestCluster} from './support/test-cluster.ts';

interface BadInput {
  readonly what: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly id: string;
  readonly exitCode: number;
  readonly message: RegExp;
}

const folder = mkdtempSync(join(tmpdir(), 't-bad-'));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const head = 'apiVersion: flotilla.dev/v1alpha1\nkind: Cluster\n';
const usage = {id: 'E_USAGE', exitCode: 14} as const;
const config = {id: 'E_CONFIG', exitCode: 14} as const;

const inputs: readonly BadInput[] = [
  {what: 'an unknown flag', args: ['--nodse', '3'], ...usage, message: /--nodse/},
  {what: 'a word too many', args: ['now'], ...usage, message: /now/},
  {what: 'a flag value of the wrong kind', args: ['-n', 'three'], ...usage, message: /--nodes/},
  {what: 'something unknown to wait for', args: ['--wait', 'godot'], ...usage, message: /"godot".*--wait/},
  {what: 'a duration that is none', args: ['--wait-timeout', 'soon'], ...usage, message: /"soon"/},
  {what: 'a name that is none', args: ['-p', 'T_bad'], ...usage, message: /"T_bad".*lower-case/},
  {what: 'a version that is none', args: ['--kubernetes-version', '1.x'], ...config, message: /--kubernetes-version: "1\.x"/},
  {
    what: 'a version that is not supported',
    args: ['--kubernetes-version', 'v1.20.0'],
    id: 'E_VERSION_UNSUPPORTED',
    exitCode: 106,
    message: /v1\.20\.0 is not supported; choose from/,
  },
  {what: 'memory that is no amount', args: ['-m', 'lots'], ...config, message: /--memory: "lots"/},
  {what: 'too little memory', args: ['-m', '100'], id: 'E_MEMORY', exitCode: 23, message: /--memory: 100 MiB .* 1800 MiB/},
  {what: 'more memory than there is', args: ['-m', '999999g'], id: 'E_MEMORY', exitCode: 23, message: /the host has \d+ MiB/},
  {
    what: 'more processors than there are',
    args: ['--cpus', String(availableParallelism() + 1)],
    id: 'E_CPUS',
    exitCode: 29,
    message: new RegExp(`the host has ${availableParallelism()}`),
  },
  {what: 'too many nodes', args: ['-n', '100'], ...config, message: /--nodes/},
  {what: 'more control planes than nodes', args: ['-n', '2', '--control-planes', '3'], ...config, message: /control planes/},
  {what: 'a network that is none', args: ['--pod-cidr', '10.244.0.0'], ...config, message: /--pod-cidr: "10\.244\.0\.0"/},
  {what: 'pods among the Services', args: ['--pod-cidr', '10.96.0.0/14'], ...config, message: /overlaps/},
  {what: 'Services among the pods', args: ['--service-cidr', '10.244.0.0/16'], ...config, message: /--service-cidr: .* overlaps/},
  {what: 'nodes among the pods', args: ['--subnet', '10.244.0.0/22'], ...config, message: /--subnet: .* overlaps/},
  {what: 'a port beyond all ports', args: ['--apiserver-port', '70000'], ...config, message: /--apiserver-port/},
  {
    what: 'a file that is no YAML',
    args: ['--config', file('malformed.yaml', `${head}nodes: [\n`)],
    ...config,
    message: /malformed\.yaml:4:\d+ /,
  },
  {
    what: 'a field that does not exist',
    args: ['--config', file('unknown.yaml', `${head}nodes:\n  - role: control-plane\n    colour: red\n`)],
    ...config,
    message: /unknown\.yaml:5:5 nodes\[0\]\.colour: unknown field/,
  },
  {
    what: 'several faults in a file',
    args: ['--config', file('faults.yaml', `${head}kubernetesVersion: 1.x\nnodes:\n  - role: boss\n`)],
    ...config,
    message: /2 problems[\s\S]*faults\.yaml:3:\d+ kubernetesVersion[\s\S]*faults\.yaml:5:\d+ nodes\[0\]\.role/,
  },
  {what: 'a file that is not there', args: ['--config', join(folder, 'none.yaml')], id: 'E_FILE', exitCode: 35, message: /none\.yaml/},
  {
    what: 'an engine that does not answer',
    args: [],
    env: {DOCKER_HOST: 'unix:///nonexistent'},
    id: 'E_ENGINE_UNAVAILABLE',
    exitCode: 55,
    message: /unix:\/\/\/nonexistent.*DOCKER_HOST/,
  },
  {
    what: 'a kubeconfig that is none',
    args: [],
    env: {KUBECONFIG: file('kubeconfig', 'clusters: [\n')},
    id: 'E_KUBECONFIG',
    exitCode: 38,
    message: /kubeconfig/,
  },
  {what: 'an image that is not there', args: ['--image', 'localhost:1/none:v1'], id: 'E_DOWNLOAD', exitCode: 40, message: /none:v1/},
];

describe('start refuses', () => {
  const cluster = new TestCluster('bad');
  const network = `${cluster.profile}-other`;
  const subnet = '10.211.12.0/24';
  let listener: Server;

  beforeAll(async () => {
    execFileSync('docker', ['network', 'create', '--subnet', subnet, network]);
    listener = createServer();
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    execFileSync('docker', ['network', 'rm', network]);
    listener.close();
    rmSync(folder, {recursive: true, force: true});
    await cluster.close();
  });

  test.each(inputs)('$what', (input) => expectRefusal(cluster, input));

  test('a subnet of another network', () =>
    expectRefusal(cluster, {
      what: '',
      args: ['--subnet', '10.211.0.0/20'],
      id: 'E_SUBNET',
      exitCode: 70,
      message: /10\.211\.0\.0\/20 overlaps with 10\.211\.12\.0\/24/,
    }));

  test('a port that somebody listens on', () => {
    const {port} = listener.address() as AddressInfo;
    const message = new RegExp(`Port ${port} of 127\\.0\\.0\\.1 is taken`);
    return expectRefusal(cluster, {what: '', args: ['--apiserver-port', String(port)], id: 'E_PORT', exitCode: 71, message});
  });
});

/** One message that says what is wrong, a hint, the exit code, the same as JSON; and nothing exists afterwards that did not before. */
async function expectRefusal(cluster: TestCluster, {args, env = {}, id, exitCode, message}: BadInput): Promise<void> {
  const words = args.includes('-p') ? ['start', ...args] : cluster.startArgs(...args);
  const options = {env: {...cluster.env, ...env}};
  const text = await runCli(words, options);
  expect(text, text.stderr).toMatchObject({exitCode, stdout: ''});
  expect(text.stderr).toMatch(message);
  expect(text.stderr.match(/^Error: /gm)).toHaveLength(1);
  expect(text.stderr).toMatch(/^Try: \S/m);
  expect(text.stderr).toMatch(new RegExp(`\\(${id}\\)$`));
  expect(text.stderr).not.toMatch(/\n\s+at |undefined|\[object/);

  const json = await runCli([...words, '-o', 'json'], options);
  expect(json.exitCode).toBe(exitCode);
  const {type, error} = JSON.parse(json.stdout.split('\n').at(-1) ?? '') as {
    readonly type: string;
    readonly error: {readonly id: string; readonly message: string; readonly details: readonly string[]; readonly hints: readonly string[]};
  };
  expect({type, id: error.id}).toEqual({type: 'error', id});
  expect([error.message, ...error.details].join('\n')).toMatch(message);
  expect(error.hints.length).toBeGreaterThan(0);
  expect(await cluster.leftovers()).toEqual([]);
}
