import {execFile} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {clusterFolder, findPaths} from '../../src/cluster/state/paths.ts';
import {docker} from './support/docker.ts';

const root = join(import.meta.dirname, '../..');
const profile = `t-read-${randomBytes(2).toString('hex')}`;
const [controlPlane, worker] = [`${profile}-control-plane`, `${profile}-worker`];
const folder = await mkdtemp(join(tmpdir(), `${profile}-`));
const kubeconfig = join(folder, 'config');
const env: NodeJS.ProcessEnv = {...process.env, KUBECONFIG: kubeconfig, XDG_CONFIG_HOME: join(folder, 'xdg'), FLOTILLA_PROFILE: profile};

interface Answer {
  readonly exitCode: number;
  /** To the last byte: `status -o json` must not end its line. */
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line for this test's cluster. */
function flotilla(args: readonly string[], input = ''): Promise<Answer> {
  return new Promise((resolve) => {
    const child = execFile(join(root, 'bin/flotilla'), args, {env}, (error, stdout, stderr) =>
      resolve({exitCode: error ? Number(error.code) : 0, stdout, stderr}),
    );
    child.stdin?.end(input);
  });
}

const words = (line: string): Promise<Answer> => flotilla(line.split(' '));

beforeAll(async () => {
  const {exitCode, stderr} = await words('start -n 2 --image-source go');
  expect(exitCode, stderr).toBe(0);
});
afterAll(async () => {
  await words('delete');
  await rm(folder, {recursive: true, force: true});
});

describe('a cluster that runs', () => {
  const running = [
    {Name: controlPlane, Host: 'Running', Kubelet: 'Running', APIServer: 'Running', Kubeconfig: 'Configured', Worker: false},
    {Name: worker, Host: 'Running', Kubelet: 'Running', APIServer: 'Irrelevant', Kubeconfig: 'Irrelevant', Worker: true},
  ];

  it('has a status: text, array, object, template', async () => {
    const shown = await words('status');
    expect(shown.exitCode, shown.stderr).toBe(0);
    expect(shown.stdout).toBe(
      `${controlPlane}\ntype: Control Plane\nhost: Running\nkubelet: Running\napiserver: Running\nkubeconfig: Configured\n\n` +
        `${worker}\ntype: Worker\nhost: Running\nkubelet: Running\n\n`,
    );
    expect(await words('status -o json')).toMatchObject({exitCode: 0, stdout: JSON.stringify(running)});
    expect(await words('status -n worker -o json')).toMatchObject({exitCode: 0, stdout: JSON.stringify(running[1])});
    expect(await words('status -f {{.APIServer}}')).toMatchObject({exitCode: 0, stdout: 'Running'});
  });

  it('is listed, with its nodes and their addresses', async () => {
    const {stdout} = await words('profile list -o json');
    const {valid} = JSON.parse(stdout) as {valid: {Name: string}[]};
    expect(valid.find(({Name}) => Name === profile)).toMatchObject({Status: 'OK', Active: true, ActiveKubeContext: true});
    expect((await words('list')).stdout).toMatch(new RegExp(`^${profile} +v\\S+ +OK +2 `, 'm'));

    const address = await docker(['inspect', '-f', `{{(index .NetworkSettings.Networks "${profile}").IPAddress}}`, worker]);
    expect((await words('node list')).stdout).toContain(`\n${worker}\t${address}\n`);
    expect(await words('ip -n worker')).toMatchObject({exitCode: 0, stdout: `${address}\n`});
    expect(await words('ip -n worker7')).toMatchObject({exitCode: 85, stdout: ''});
  });

  it('knows no other profile', async () => {
    expect(await words('status -p no-such-cluster')).toMatchObject({exitCode: 85, stdout: ''});
    expect(await words('profile no-such-cluster')).toMatchObject({exitCode: 85, stdout: ''});
    expect(await words(`profile ${profile}`)).toMatchObject({exitCode: 0, stdout: `flotilla profile was successfully set to ${profile}\n`});
  });
});

describe('kubectl', () => {
  it("is of the cluster's version, takes its words with and without --, and gives its exit code", async () => {
    const {stdout: version} = await words('kubectl version -o json');
    const {clientVersion, serverVersion} = JSON.parse(version) as Record<string, {gitVersion: string}>;
    expect(clientVersion?.gitVersion).toBe(serverVersion?.gitVersion);

    for (const line of ['kubectl get nodes -o name', 'kubectl -- get nodes -o name', `kubectl -p ${profile} -- get nodes -o name`]) {
      expect((await words(line)).stdout, line).toBe(`node/${controlPlane}\nnode/${worker}\n`);
    }
    expect(await words('kubectl get nodes no-such-node')).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringContaining('NotFound'),
    });
  });

  it('reads our input', async () => {
    const object = {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'from-stdin'}, data: {a: '1'}};
    expect(await flotilla(['kubectl', 'apply', '-f', '-'], JSON.stringify(object))).toMatchObject({exitCode: 0});
    expect((await words('kubectl get configmap from-stdin -o jsonpath={.data.a}')).stdout).toBe('1');
  });

  it('ends when we are told to end', async () => {
    // Of kubectl's endless commands this one leaves signals as they are; those that watch end with 1 once they listen for them.
    const child = execFile(join(root, 'bin/flotilla'), ['kubectl', '--', 'proxy', '--port', '0'], {env});
    const ended = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)));
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    child.kill('SIGTERM');
    expect(await ended).toBe(143);
  });
});

describe('the kubeconfig', () => {
  const clusterOf = async (line: string): Promise<string> => (await words(line)).stdout.match(/server: (\S+)/)?.[1] ?? '';

  it('is printed whole, for the host and for containers beside the nodes', async () => {
    const {stdout} = await words('kubeconfig');
    const file = join(folder, 'printed');
    await writeFile(file, stdout, {mode: 0o600});
    expect((await flotilla(['kubectl', '--', '--kubeconfig', file, 'get', 'nodes', '-o', 'name'])).stdout).toContain(`node/${worker}`);

    const {stdout: internal} = await words('kubeconfig --internal');
    const inside = ['exec', '-i', worker, 'sh', '-c', 'cat > /tmp/k && kubectl --kubeconfig /tmp/k get --raw /readyz'];
    expect(await docker(inside, {input: internal})).toBe('ok');
    expect(JSON.parse((await words('kubeconfig -o json')).stdout)).toMatchObject({'current-context': profile});
  });

  it('can be removed and brought back; meanwhile kubectl works and status says 4', async () => {
    const server = await clusterOf('kubeconfig');
    expect(await words('kubeconfig remove')).toMatchObject({exitCode: 0});
    expect(await readFile(kubeconfig, 'utf8')).not.toContain(profile);
    expect(await words('status')).toMatchObject({
      exitCode: 4,
      stdout: expect.stringMatching(/apiserver: Running\nkubeconfig: Misconfigured\n/),
    });
    expect((await words('kubectl get nodes -o name')).stdout).toContain(`node/${worker}`);
    expect((await readdir(clusterFolder(findPaths(), profile))).filter((name) => name.startsWith('kubeconfig'))).toEqual([]);

    expect(await words('update-context')).toMatchObject({
      exitCode: 0,
      stdout: `"${profile}" context has been updated to point to ${new URL(server).host}\nCurrent context is "${profile}"\n`,
    });
    expect((await words('update-context')).stdout).toBe(
      `No changes required for the "${profile}" context\nCurrent context is "${profile}"\n`,
    );
    expect((await stat(kubeconfig)).mode & 0o777).toBe(0o600);
  });

  it('is merged without changing the current context where that is asked for', async () => {
    await writeFile(kubeconfig, 'apiVersion: v1\nkind: Config\ncurrent-context: mine\n');
    expect(await words('kubeconfig merge --keep-context')).toMatchObject({exitCode: 0});
    expect((await words('kubectl config current-context')).stdout).toBe('mine\n');
    expect((await words('kubectl get nodes -o name')).stdout).toContain(`node/${worker}`);
    expect(await words('status')).toMatchObject({exitCode: 0});
  });
});

describe('a cluster that does not run', () => {
  it('has a status of 2 for a stopped kubelet', async () => {
    await docker(['exec', worker, 'systemctl', 'stop', 'kubelet']);
    expect(await words('status -n worker')).toMatchObject({exitCode: 2, stdout: expect.stringContaining('kubelet: Stopped')});
  });

  it('has a status of 2 when it is paused', async () => {
    await docker(['pause', controlPlane, worker]);
    const paused = await words('status');
    await docker(['unpause', controlPlane, worker]);
    expect(paused).toMatchObject({exitCode: 2, stdout: expect.stringContaining('apiserver: Paused\nkubeconfig: Configured\n')});
  });

  it('has a status of 7 when a node is stopped or gone', async () => {
    await docker(['rm', '-f', worker]);
    await docker(['kill', controlPlane]);
    const {exitCode, stdout} = await words('status');
    expect(exitCode).toBe(7);
    expect(stdout).toContain('host: Stopped\nkubelet: Stopped\napiserver: Stopped\nkubeconfig: Stopped\n');
    expect(stdout).toContain(`${worker}\ntype: Worker\nhost: Nonexistent\n`);
    expect((await words('list')).stdout).toMatch(new RegExp(`^${profile} +v\\S+ +Degraded +0/2 `, 'm'));
  });

  it.each(['ip', 'kubeconfig', 'update-context'])('is refused by %s with 83', async (line) => {
    expect(await words(line)).toMatchObject({exitCode: 83, stdout: '', stderr: expect.stringContaining('Try: flotilla start')});
  });
});
