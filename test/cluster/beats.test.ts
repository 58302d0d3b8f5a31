import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {parseAllDocuments} from 'yaml';
import {Elasticsearch} from './beats/elasticsearch.ts';
import {TestCluster} from './support/test-cluster.ts';
import {until} from './support/until.ts';

const guestbook = parseAllDocuments(readFileSync(join(import.meta.dirname, 'guestbook/guestbook.yaml'), 'utf8')).map(
  (document) => document.toJS() as object,
);

const kinds =
  'daemonsets,deployments,services,configmaps,secrets,serviceaccounts,roles,rolebindings,clusterroles,clusterrolebindings,leases';

type AddonList = Readonly<Record<string, {readonly state: string; readonly reason?: string} | undefined>>;

describe('the guestbook with the Beats, on two nodes', () => {
  const elasticsearch = new Elasticsearch();
  const cluster = new TestCluster('beats', {env: {ELASTICSEARCH_PASSWORD: elasticsearch.password}});
  let before = '';
  let frontend = '';

  beforeAll(async () => {
    await Promise.all([elasticsearch.start(), cluster.start('--preset', 'guestbook-elk', '-n', '2')]);
    await cluster.apply(guestbook);
    for (const name of ['redis-leader', 'redis-follower', 'frontend'])
      await cluster.kubectl('rollout', 'status', `deployment/${name}`, '--timeout=120s');
    frontend = (await cluster.cli('service', 'frontend', '--url')).stdout;
    before = await objects();
  });
  afterAll(async () => {
    await cluster.close();
    await elasticsearch[Symbol.asyncDispose]();
  });

  const objects = (): Promise<string> => cluster.kubectl('get', kinds, '-A', '-o', 'name');

  const enable = (addon: string, ...settings: readonly string[]) =>
    cluster.cli(`addons enable ${addon}`, ...settings.flatMap((setting) => ['--set', setting]));

  const hosts = (url: string): string => `ELASTICSEARCH_HOSTS=["${url}"]`;

  async function stateOf(addon: string): Promise<string> {
    const listed = await cluster.cli('addons list', '-o', 'json');
    expect(listed.exitCode, listed.stderr).toBe(0);
    const found = (JSON.parse(listed.stdout) as AddonList)[addon];
    return [found?.state, found?.reason].filter(Boolean).join(': ');
  }

  async function arrives(what: string, beat: string, query: Readonly<Record<string, string>>): Promise<void> {
    await until(what, async () => (await elasticsearch.count(beat, query)) > 0);
  }

  test('are enabled only when it is said where Elasticsearch is', async () => {
    const refused = await enable('filebeat');
    expect(refused.exitCode).toBe(14);
    expect(refused.stderr).toContain('ELASTICSEARCH_HOSTS, ELASTICSEARCH_USERNAME, ELASTICSEARCH_PASSWORD or ELASTIC_CLOUD_ID');
    expect(await objects()).toBe(before);
  });

  test('are ready, with the password out of the environment, which nobody sees', async () => {
    const enabled = await enable('beats', hosts(elasticsearch.url), `ELASTICSEARCH_USERNAME=${elasticsearch.user}`);
    expect(enabled.exitCode, enabled.stderr).toBe(0);
    expect(enabled.stderr + enabled.stdout).not.toContain(elasticsearch.password);
    expect(await stateOf('beats')).toBe('ready');
    expect(await stateOf('kube-state-metrics')).toBe('ready');
  });

  test('bring the log of redis with what Kubernetes knows of its pod', () =>
    arrives('lines of redis', 'filebeat', {
      'event.dataset': 'redis.log',
      'kubernetes.labels.role': 'leader',
      'kubernetes.namespace': 'default',
      'kubernetes.container.name': 'leader',
    }));

  test.each([
    ['redis.info', {'event.dataset': 'redis.info', 'kubernetes.labels.app': 'redis'}],
    ['the state of a deployment', {'event.dataset': 'kubernetes.deployment', 'kubernetes.deployment.name': 'frontend'}],
    ['usage of pods', {'event.dataset': 'kubernetes.pod', 'kubernetes.pod.name': 'redis-leader'}],
    ['usage of the node', {'event.dataset': 'system.memory'}],
  ])('bring metrics: %s', (what, query) => arrives(what, 'metricbeat', query));

  test('bring requests of the front end, commands of redis and flows', async () => {
    const entry = await fetch(`${frontend}/guestbook.php?cmd=set&key=messages&value=seen`);
    expect(entry.status).toBe(200);
    await arrives('a request', 'packetbeat', {type: 'http', 'url.path': '/guestbook.php', 'kubernetes.labels.tier': 'frontend'});
    await arrives('a command', 'packetbeat', {type: 'redis', method: 'SET'});
    await arrives('a flow', 'packetbeat', {type: 'flow', 'destination.port': '6379'});
  });

  test('bring the events of a front end that is scaled', async () => {
    await cluster.kubectl('scale', 'deployment/frontend', '--replicas=4');
    await arrives('the event', 'metricbeat', {
      'event.dataset': 'kubernetes.event',
      'kubernetes.event.reason': 'ScalingReplicaSet',
      'kubernetes.event.message': 'to 4',
    });
  });

  test.each([
    ['a wrong password', 'ELASTICSEARCH_PASSWORD=wrong', 'Elasticsearch refuses the user or the password of the Secret dynamic-logging'],
    [
      'a host that does not answer',
      hosts('http://host.flotilla.internal:1'),
      'Elasticsearch cannot be reached at ELASTICSEARCH_HOSTS, seen from a pod',
    ],
  ])('say what hinders: %s', async (_, setting, reason) => {
    const enabled = await enable('filebeat', setting);
    expect(enabled.exitCode, enabled.stderr).toBe(119);
    expect(enabled.stderr).toContain(reason);
    await until('the state', async () => (await stateOf('filebeat')) === `not ready: ${reason}`);
  });

  test('say that the Secret is missing, and go on when there is one of the user, which is left alone', async () => {
    await cluster.kubectl('delete', 'secret', 'dynamic-logging', '-n', 'kube-system', '--ignore-not-found');
    await cluster.kubectl('rollout', 'restart', 'daemonset/filebeat-dynamic', '-n', 'kube-system');
    await until('the state', async () => (await stateOf('filebeat')) === 'not ready: the Secret dynamic-logging is missing in kube-system');
    const {url, user, password} = elasticsearch;
    const values = [hosts(url), `ELASTICSEARCH_USERNAME=${user}`, `ELASTICSEARCH_PASSWORD=${password}`].map(
      (value) => `--from-literal=${value}`,
    );
    await cluster.kubectl('create', 'secret', 'generic', 'dynamic-logging', '-n', 'kube-system', ...values);
    const enabled = await enable('filebeat', 'ELASTICSEARCH_PASSWORD=not-used');
    expect(enabled.exitCode, enabled.stderr).toBe(0);
    expect(await stateOf('filebeat')).toBe('ready');
  });

  test('leave nothing but that Secret when they are disabled', async () => {
    const disabled = await cluster.cli('addons disable', 'beats');
    expect(disabled.exitCode, disabled.stderr).toBe(0);
    expect((await objects()).split('\n').filter((name) => name !== 'secret/dynamic-logging')).toEqual(before.split('\n'));
    expect(await stateOf('beats')).toBe('off');
    expect(await cluster.kubectl('get', 'secret', 'dynamic-logging', '-n', 'kube-system', '-o', 'name')).toBe('secret/dynamic-logging');
  });
});
