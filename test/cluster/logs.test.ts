import {readdirSync, readFileSync, statSync} from 'node:fs';
import {mkdtemp, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {docker, dockerLines} from './support/docker.ts';
import {busybox} from './support/kube-objects.ts';
import {spawnCli} from './support/run-cli.ts';
import {TestCluster} from './support/test-cluster.ts';

const password = 'hunter2-of-the-secret';
const pod = (name: string, image: string, command: readonly string[]): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name},
  spec: {terminationGracePeriodSeconds: 0, containers: [{name: 'main', image, command}]},
});

/** All files below a folder with their texts, by their paths. */
function filesOf(folder: string): ReadonlyMap<string, string> {
  const paths = readdirSync(folder, {recursive: true, encoding: 'utf8'}).filter((path) => statSync(join(folder, path)).isFile());
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

describe('logs of a cluster', () => {
  const cluster = new TestCluster('logs');
  const node = cluster.controlPlane;
  const helpers = (): Promise<string[]> => dockerLines('ps', '-a', '--filter', 'name=flotilla-logs-', '--format', '{{.Names}}');
  let folder: string;
  /** The cluster's own secrets, read where they are. */
  let secrets: readonly string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flotilla-logs-'));
    await cluster.start('-n', '1');
    const key = await cluster.onNode(node, 'cat', '/etc/kubernetes/pki/apiserver.key');
    await cluster.apply([
      {apiVersion: 'v1', kind: 'Secret', metadata: {name: 'hidden'}, stringData: {password}},
      pod('leaky', busybox, [
        'sh',
        '-c',
        `echo "${key}"; cat /var/run/secrets/kubernetes.io/serviceaccount/token; echo; echo leaked; sleep 1000`,
      ]),
      pod('nowhere', 'registry.invalid/nowhere:1', ['true']),
    ]);
    await cluster.kubectl('wait', 'pod/leaky', '--for=jsonpath={.status.phase}=Running', '--timeout=60s');
    await cluster.kubectl(
      'wait',
      'pod/nowhere',
      '--for=jsonpath={.status.containerStatuses[0].state.waiting.reason}=ErrImagePull',
      '--timeout=60s',
    );
    const keys = await cluster.onNode(node, 'sh', '-c', 'cat /etc/kubernetes/pki/*.key /etc/kubernetes/pki/etcd/*.key');
    const kubeconfig = await cluster.onNode(node, 'cat', '/etc/kubernetes/admin.conf');
    const token = await cluster.kubectl('exec', 'leaky', '--', 'cat', '/var/run/secrets/kubernetes.io/serviceaccount/token');
    const clientKey = /client-key-data: (\S+)/.exec(kubeconfig)?.[1] ?? '';
    secrets = [
      password,
      Buffer.from(password).toString('base64'),
      token,
      clientKey,
      ...keys.split('\n').filter((line) => /^[\w+/=]{40,}$/.test(line)),
    ];
  });
  afterAll(async () => {
    await cluster.close();
    await rm(folder, {recursive: true, force: true});
  });

  const expectNoSecrets = (files: ReadonlyMap<string, string>): void => {
    expect(secrets.length).toBeGreaterThan(10);
    expect(secrets.every((secret) => secret.length >= 20)).toBe(true);
    const leaks = [...files].flatMap(([path, text]) => secrets.filter((secret) => text.includes(secret)).map(() => path));
    expect(leaks).toEqual([]);
    const looksSecret =
      /-----BEGIN [A-Z ]*PRIVATE KEY-----|\beyJ[\w-]{20,}\.eyJ|\b[a-z0-9]{6}\.[a-z0-9]{16}\b|client-key-data|LS0tLS1CRUdJTi/;
    expect([...files].filter(([, text]) => looksSecret.test(text)).map(([path]) => path)).toEqual([]);
  };

  it('prints sections as minikube does, with as many lines as asked for', async () => {
    const {stdout, exitCode, stderr} = await cluster.cli('logs', '--length', '3');
    expect({exitCode, stderr}).toEqual({exitCode: 0, stderr: ''});
    const titles = [...stdout.matchAll(/^==> (.*) <==$/gm)].map(([, title = '']) => title);
    expect(titles[0]).toBe(`node ${node} (control-plane, running)`);
    expect(titles).toEqual(
      expect.arrayContaining(['kubelet', 'containerd', 'container status', 'describe nodes', `etcd [kube-system/etcd-${node}]`]),
    );
    const kubelet = /==> kubelet <==\n([\s\S]*?)\n\n==>/.exec(stdout)?.[1] ?? '';
    expect(kubelet.split('\n')).toHaveLength(3);
    expectNoSecrets(new Map([['stdout', stdout]]));
  });

  it('saves everything in an archive, and no secret', async () => {
    const archive = join(folder, 'all.tar.gz');
    const {exitCode, stdout, stderr, seconds} = await cluster.cli('logs', '--file', archive);
    expect({exitCode, stdout}, stderr).toEqual({exitCode: 0, stdout: `Logs of "${cluster.profile}" are in ${archive}, an archive.`});
    expect(seconds).toBeLessThan(20);
    await execa('tar', ['-xzf', archive, '-C', folder]);
    const files = filesOf(join(folder, 'all'));
    const expected = [
      'journal.log',
      'kubelet.log',
      'containerd.log',
      'containers.txt',
      'pods.txt',
      'network.txt',
      'nftables.txt',
      'mounts.txt',
      'disk.txt',
    ];
    for (const file of expected) expect(files.get(`nodes/${node}/${file}`)?.length, file).toBeGreaterThan(20);
    for (const file of ['nodes.json', 'pods.json', 'events.json'])
      expect(JSON.parse(files.get(`kubernetes/${file}`) ?? '').items.length, file).toBeGreaterThan(0);
    expect(JSON.parse(files.get(`engine/containers/${node}.json`) ?? '')).toMatchObject({Name: `/${node}`});
    expect(JSON.parse(files.get('flotilla.json') ?? '')).toMatchObject({cluster: cluster.profile, spec: {name: cluster.profile}});
    expect([...files.keys()].some((path) => path.includes('/pods/default_leaky_') && path.endsWith('/main/0.log'))).toBe(true);
    expect([...files.values()].some((text) => text.includes('stdout F leaked'))).toBe(true);
    expect(files.get('missing.txt')).toBe('Nothing is missing.\n');
    expect(statSync(archive).mode & 0o777).toBe(0o600);
    expectNoSecrets(files);
  });

  it('finds the image that cannot be pulled, and nothing wrong with the cluster itself', async () => {
    const {stdout, exitCode} = await cluster.cli('logs', '--problems', '-o', 'json');
    const {problems, missing} = JSON.parse(stdout) as {
      problems: {id: string; lines: {text: string}[]; remedy: string[]}[];
      missing: string[];
    };
    expect({exitCode, missing, ids: problems.map(({id}) => id)}).toEqual({exitCode: 0, missing: [], ids: ['image-pull']});
    expect(problems[0]?.lines.some(({text}) => text.includes('registry.invalid/nowhere'))).toBe(true);
    expect(problems[0]?.remedy[0]).toContain('kubectl describe pod');
  });

  it('follows what is written until it is interrupted, and leaves no process behind', async () => {
    const following = spawnCli(['logs', '-p', cluster.profile, '-f', '--length', '1'], {env: cluster.env});
    const message = `written-${process.pid}`;
    await cluster.onNode(
      node,
      'sh',
      '-c',
      `printf '%s stdout F ${message}\\n' "$(date -Is)" >> "$(ls /var/log/pods/kube-system_etcd-*/etcd/0.log)"`,
    );
    for await (const chunk of following.stdout ?? []) if (String(chunk).includes(message)) following.kill('SIGINT');
    expect(await following).toMatchObject({exitCode: 130});
    await expect.poll(() => cluster.onNode(node, 'sh', '-c', 'pgrep -x journalctl; pgrep -x tail; true')).toBe('');
  });

  it('leaves nothing behind when it is interrupted', async () => {
    const archive = join(folder, 'interrupted.tgz');
    const saving = spawnCli(['logs', '-p', cluster.profile, '--file', archive], {env: cluster.env});
    saving.stderr?.once('data', () => saving.kill('SIGINT'));
    expect(await saving).toMatchObject({exitCode: 130});
    expect((await readdir(folder)).filter((name) => name.includes('interrupted'))).toEqual([]);
  });

  it('reads a cluster that is stopped, and says what only a running one could tell', async () => {
    await docker(['kill', node]);
    const target = join(folder, 'stopped');
    const {exitCode, stdout, stderr} = await cluster.cli('logs', '--file', `${target}/`);
    expect({exitCode, stdout}, stderr).toEqual({exitCode: 0, stdout: expect.stringContaining('missing.txt')});
    const files = filesOf(target);
    expect(files.get('missing.txt')).toContain('kubernetes: no control plane runs\n');
    expect(files.get(`nodes/${node}/kubelet.log`)?.length).toBeGreaterThan(1000);
    expect([...files.keys()].some((path) => path.includes('/pods/kube-system_etcd-'))).toBe(true);
    expectNoSecrets(files);
    expect((await cluster.cli('logs', '--length', '2')).stdout).toContain(`==> etcd [kube-system/etcd-${node}] <==`);
    expect(await cluster.cli('logs', '-f')).toMatchObject({exitCode: 83, stdout: ''});
    expect(await helpers()).toEqual([]);
  });

  it('reads what is left when the container is gone', async () => {
    await docker(['rm', node]);
    const {stdout, exitCode} = await cluster.cli('logs', '--length', '2', '--node', node);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`==> node ${node} (control-plane, container removed) <==`);
    expect(stdout).toContain('==> kubelet <==');
    expect(await helpers()).toEqual([]);
  });

  it('refuses a folder that has something in it', async () => {
    expect(await cluster.cli('logs', '--file', folder)).toMatchObject({exitCode: 35, stdout: ''});
  });
});
