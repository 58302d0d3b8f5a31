import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {parseAllDocuments} from 'yaml';
import {testOtherSamples} from './guestbook/other-samples.ts';
import {Browser} from './support/browser.ts';
import type {KubeList, PodObject} from './support/kube-types.ts';
import {TestCluster} from './support/test-cluster.ts';
import {until} from './support/until.ts';

const manifests = parseAllDocuments(readFileSync(join(import.meta.dirname, 'guestbook/guestbook.yaml'), 'utf8')).map(
  (document) => document.toJS() as object,
);

describe('the guestbook of the Kubernetes tutorial, of sample images, on three nodes', () => {
  const cluster = new TestCluster('guestbook');
  const entry = `Hello, ${cluster.profile}`.replace(',', '');
  let url = '';

  beforeAll(async () => {
    await cluster.start('--preset', 'guestbook');
    const built = await cluster.cli('image build', '--sample', 'redis', '--sample', 'guestbook', '-o', 'json');
    expect(built.exitCode, built.stderr).toBe(0);
    expect(built.stdout).toContain('us-docker.pkg.dev/google-samples/containers/gke/gb-frontend:v5');
    await cluster.apply(manifests);
    for (const name of ['redis-leader', 'redis-follower', 'frontend']) await rolledOut(name);
    url = await frontendUrl();
  });
  afterAll(() => cluster.close());

  const rolledOut = (name: string): Promise<string> => cluster.kubectl('rollout', 'status', `deployment/${name}`, '--timeout=120s');

  async function frontendUrl(): Promise<string> {
    const service = await cluster.cli('service', 'frontend', '--url');
    expect(service.exitCode, service.stderr).toBe(0);
    expect(service.stdout).toMatch(/^http:\/\/\S+:\d+$/);
    return service.stdout;
  }

  async function entries(browser: Browser): Promise<string[]> {
    const page = await browser.page(url);
    await page.waitForLoadState('networkidle');
    expect(await page.locator('#error').textContent()).toBe('');
    return page.locator('#messages div').allTextContents();
  }

  async function scale(replicas: number): Promise<void> {
    await cluster.kubectl('scale', 'deployment/frontend', `--replicas=${replicas}`);
    await until(`${replicas} front ends`, async () => {
      const {items} = await cluster.get<KubeList<PodObject>>('pods', '-l', 'app=guestbook,tier=frontend');
      return items.length === replicas && items.every(({status}) => status.podIP);
    });
    await rolledOut('frontend');
  }

  test('stores an entry that was typed in a browser, and shows it at once', async () => {
    await using browser = await Browser.open();
    const page = await browser.page(url);
    expect(await page.locator('h2').textContent()).toBe('Guestbook');
    await page.getByPlaceholder('Messages').fill(entry);
    await page.getByRole('button', {name: 'Submit'}).click();
    await page.locator('#messages div', {hasText: entry}).waitFor();
    expect(await page.locator('#messages div').allTextContents()).toEqual([entry]);
  });

  test('shows it to another browser, from the followers', async () => {
    await using browser = await Browser.open();
    await until('the entry in another browser', async () => (await entries(browser)).includes(entry));
    const followers = await cluster.get<KubeList<PodObject>>('pods', '-l', 'app=redis,role=follower');
    for (const {metadata} of followers.items)
      expect(await cluster.kubectl('exec', metadata.name, '--', 'redis-cli', 'get', 'messages')).toBe(entry);
  });

  test.each([5, 2])('shows it when the front end is scaled to %i', async (replicas) => {
    await scale(replicas);
    await using browser = await Browser.open();
    expect(await entries(browser)).toEqual([entry]);
  });

  test('finds redis by the environment of its pods as well', async () => {
    await cluster.kubectl('set', 'env', 'deployment/redis-follower', 'deployment/frontend', 'GET_HOSTS_FROM=env');
    for (const name of ['redis-follower', 'frontend']) await rolledOut(name);
    await using browser = await Browser.open();
    await until('the entry from new followers', async () => (await entries(browser)).includes(entry));
  });

  test('costs nothing to make again', async () => {
    const again = await cluster.cli('image build', '--sample', 'redis', '--sample', 'guestbook', '-o', 'json');
    expect(again.exitCode).toBe(0);
    expect(again.stdout).toContain('every node has it already');
    expect(again.stdout).not.toContain('Making the sample');
  });

  testOtherSamples(cluster);
});
