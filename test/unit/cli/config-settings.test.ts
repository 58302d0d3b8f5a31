import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {askedCluster} from '../../../src/cli/asked-cluster.ts';
import {getDefault, setDefault, unsetDefault, viewDefaults} from '../../../src/cli/config-settings.ts';
import type {HostSize} from '../../../src/cluster/presets/scale-to-host.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'flotilla-config-'));
});
afterEach(() => rmSync(home, {recursive: true, force: true}));

const failure = async (act: Promise<unknown>): Promise<string> =>
  act.then(
    () => 'none',
    (error: {id: string; message: string}) => `${error.id} ${error.message}`,
  );

describe('stored defaults', () => {
  test('are kept in a file, read, listed and removed', async () => {
    await setDefault(home, 'memory', '4g');
    await setDefault(home, 'ha', 'true');
    await setDefault(home, 'feature-gates', 'A=true,B=false');
    await setDefault(home, 'wait', 'none');
    await setDefault(home, 'profile', 'dev');
    expect(JSON.parse(readFileSync(join(home, 'config.json'), 'utf8'))).toMatchObject({memory: '4g', ha: 'true'});
    expect(await getDefault(home, 'memory')).toBe('4g');
    expect(await getDefault(home, 'profile')).toBe('dev');
    await unsetDefault(home, 'ha');
    await unsetDefault(home, 'profile');
    await unsetDefault(home, 'cpus');
    expect(await viewDefaults(home, false)).toEqual([
      ['feature-gates', 'A=true,B=false'],
      ['memory', '4g'],
      ['wait', 'none'],
    ]);
    expect((await viewDefaults(home, true)).map(([name]) => name)).toEqual(
      expect.arrayContaining(['profile', 'cpus', 'kubernetes-version']),
    );
  });

  test.each([
    ['cpu', '2', 'E_USAGE "cpu" is not a setting.'],
    ['config', 'x.yaml', 'E_USAGE "config" is not a setting.'],
    ['cpus', 'lots', 'E_CONFIG cpus: "lots" is not a number of processors; write one such as 2 or 0.5, "max" or "no-limit".'],
    ['ha', 'perhaps', 'E_USAGE "perhaps" is not a value of ha; write true or false.'],
    [
      'kubernetes-version',
      'v1.20.0',
      'E_VERSION_UNSUPPORTED kubernetes-version: Kubernetes v1.20.0 is not supported; choose from v1.34 to v1.37.',
    ],
    ['wait', 'tomorrow', 'E_USAGE "tomorrow" is nothing that --wait knows.'],
    [
      'http-proxy',
      'http://a:b@c:1',
      'E_CONFIG http-proxy: holds a user name or password, and the specification is stored in labels that others can read.',
    ],
    [
      'profile',
      'No Name',
      'E_USAGE "No Name" cannot name a cluster: a cluster name consists of lower-case letters, digits and dashes, with a letter or digit at both ends.',
    ],
  ])('%s=%s is refused when it is set', async (name, value, message) => {
    expect(await failure(setDefault(home, name, value))).toBe(message);
    expect(await viewDefaults(home, false)).toEqual([]);
  });

  test('that are not there are an error to get', async () => {
    expect(await failure(getDefault(home, 'memory'))).toMatch(/^E_USAGE .*could not be found in config/);
  });

  test('a file that somebody broke is named', async () => {
    writeFileSync(join(home, 'config.json'), '[');
    expect(await failure(viewDefaults(home, false))).toContain('E_FILE');
  });
});

describe('where a value comes from', () => {
  const head = 'apiVersion: flotilla.dev/v1alpha1\nkind: Cluster\n';
  const ask = async (
    flags: object,
    {
      file = '',
      env = {},
      profile = 'flotilla',
      host,
    }: {file?: string; env?: Record<string, string>; profile?: string; host?: HostSize} = {},
  ) => {
    const config = join(home, 'cluster.yaml');
    if (file) writeFileSync(config, head + file);
    const given = new Set(Object.keys(flags));
    const defaults = {wait: ['all'], 'wait-timeout': 1, 'image-source': 'auto'};
    const all = {...defaults, ...flags, ...(file ? {config} : {})} as unknown as Parameters<typeof askedCluster>[0]['flags'];
    return askedCluster({flags: all, given, profile, configDir: home, env, host: async () => host});
  };

  test('flag, file, config, default, in this order', async () => {
    await setDefault(home, 'memory', '4g');
    await setDefault(home, 'cpus', '2');
    await setDefault(home, 'kube-proxy-mode', 'nftables');
    await setDefault(home, 'pod-cidr', '10.1.0.0/16');
    await setDefault(home, 'addons', 'dashboard');
    const file = 'networking: {podCIDR: 10.2.0.0/16}\naddons: []\nnodes: [{role: control-plane, memory: 3g}, {role: worker}]\n';
    const {spec, sources, explicit} = await ask({cpus: '1'}, {file});
    expect(spec.nodes.map(({cpus, memory}) => [cpus, memory])).toEqual([
      [1, 3072],
      [1, 4096],
    ]);
    expect(spec.networking).toMatchObject({podCIDR: '10.2.0.0/16', kubeProxyMode: 'nftables', serviceCIDR: '10.96.0.0/16'});
    expect(spec.addons).toEqual([]);
    expect(sources).toMatchObject({
      'nodes[].cpus': 'flag',
      'nodes[].memory': 'file',
      'networking.podCIDR': 'file',
      'networking.kubeProxyMode': 'config',
      'networking.serviceCIDR': 'default',
      addons: 'file',
    });
    expect(explicit.has('nodes')).toBe(true);
    expect(explicit.has('kubernetesVersion')).toBe(false);
  });

  test('a preset stands between the file and the config; its addons count in any case', async () => {
    await setDefault(home, 'memory', '3g');
    await setDefault(home, 'kube-proxy-mode', 'nftables');
    await setDefault(home, 'nodes', '7');
    const {spec, sources, explicit, preset} = await ask(
      {preset: 'zookeeper', cpus: '1', addons: ['metrics-server']},
      {file: 'taintControlPlanes: false\naddons: [node-exporter]\n', host: {cpus: 8, memoryMiB: 65_536}},
    );
    expect(spec.nodes.map(({cpus, memory}) => [cpus, memory])).toEqual(new Array(5).fill([1, 4096]));
    expect(spec.taintControlPlanes).toBe(false);
    expect(spec.networking.kubeProxyMode).toBe('nftables');
    expect(spec.addons).toEqual(['node-exporter', 'metrics-server']);
    expect(sources).toMatchObject({
      nodes: 'preset',
      'nodes[].cpus': 'flag',
      'nodes[].memory': 'preset',
      taintControlPlanes: 'file',
      'networking.kubeProxyMode': 'config',
      tunnel: 'default',
    });
    expect(explicit.has('nodes')).toBe(true);
    expect(preset).toMatchObject({name: 'zookeeper', samples: ['zookeeper'], scaled: []});
    expect((await ask({preset: 'guestbook-elk', addons: ['metrics-server']})).spec.addons).toEqual([
      'metrics-server',
      'kube-state-metrics',
    ]);
  });

  test('a preset gives way to the host, and says so; what a flag says does not', async () => {
    const host = {cpus: 1, memoryMiB: 12_000};
    const {spec, preset} = await ask({preset: 'zookeeper'}, {host});
    expect(spec.nodes.map(({cpus, memory}) => [cpus, memory])).toEqual(new Array(5).fill([1, 2160]));
    expect(preset?.scaled).toEqual([
      expect.stringMatching(/1 processor rather than 2/),
      expect.stringMatching(/2160 MiB .* rather than 4096/),
    ]);
    const said = await ask({preset: 'zookeeper', cpus: '4', memory: '5g', ha: true}, {host});
    expect(said.spec.nodes.map(({role, cpus, memory}) => [role, cpus, memory])).toContainEqual(['worker', 4, 5120]);
    expect(said.preset?.scaled).toEqual([]);
  });

  test('a preset brings its AppArmor profiles, and enough nodes for the control planes that are asked for', async () => {
    const {spec, explicit} = await ask({preset: 'apparmor', ha: true});
    expect(spec.apparmorProfiles).toEqual([expect.stringContaining('profile k8s-apparmor-example-deny-write')]);
    expect(explicit.has('apparmorProfiles')).toBe(true);
    expect(spec.nodes.map(({role}) => role)).toEqual(['control-plane', 'control-plane', 'control-plane']);
  });

  test('a preset that there is not is refused, with the one that was meant', async () => {
    await expect(ask({preset: 'zookeper'})).rejects.toMatchObject({
      id: 'E_USAGE',
      hints: ['did you mean zookeeper?', 'flotilla preset list'],
    });
    await expect(setDefault(home, 'preset', 'ci')).rejects.toMatchObject({id: 'E_USAGE'});
  });

  test('other flags of start have defaults too', async () => {
    await setDefault(home, 'wait', 'none');
    await setDefault(home, 'keep-context', 'true');
    expect((await ask({})).flags).toMatchObject({wait: ['none'], 'keep-context': true});
    expect((await ask({wait: ['all']})).flags.wait).toEqual(['all']);
    expect((await ask({}, {env: {FLOTILLA_WAIT: 'all'}})).flags.wait).toEqual(['all']);
  });

  test('the active profile is the name where nothing else is', async () => {
    expect((await ask({}, {profile: 'dev'})).spec.name).toBe('dev');
    expect((await ask({}, {profile: 'dev', file: 'name: shop\n'})).spec.name).toBe('shop');
    expect((await ask({profile: 'other'}, {profile: 'dev', file: 'name: shop\n'})).spec.name).toBe('other');
  });

  test('proxies of the environment are the weakest', async () => {
    const env = {HTTP_PROXY: 'proxy.example.org:3128', https_proxy: 'http://other.example.org:1', NO_PROXY: 'a, b'};
    const ambient = await ask({}, {env});
    expect(ambient.spec.proxy).toEqual({
      httpProxy: 'http://proxy.example.org:3128',
      httpsProxy: 'http://other.example.org:1',
      noProxy: 'a,b',
    });
    expect(ambient.sources['proxy.httpProxy']).toBe('environment');
    expect(ambient.explicit.has('proxy')).toBe(false);
    expect((await ask({}, {env, file: 'proxy: {httpProxy: "http://file:1"}\n'})).spec.proxy.httpProxy).toBe('http://file:1');
  });

  test('proxies that nodes cannot have are left out with a warning', async () => {
    const {spec, warnings} = await ask({}, {env: {HTTP_PROXY: 'http://u:p@proxy:1', HTTPS_PROXY: 'http://127.0.0.1:1'}});
    expect(spec.proxy).toEqual({});
    expect(warnings).toEqual([expect.stringMatching(/HTTP_PROXY .*password/), expect.stringMatching(/HTTPS_PROXY .*this machine itself/)]);
    expect(warnings.join('\n')).not.toContain('u:p');
  });
});
