import type {Page} from 'playwright-core';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {Browser} from '../../support/browser.ts';
import type {TestCluster} from '../../support/test-cluster.ts';
import {until} from '../../support/until.ts';

const site = {title: 'A walk through WordPress', user: 'walker', password: 'only for this test: 7 Hills & 5 Lakes'};

/** "Deploying WordPress and MySQL with Persistent Volumes", to its end. */
export function testWordpress(cluster: TestCluster): void {
  let browser: Browser;
  let url = '';

  beforeAll(async () => {
    browser = await Browser.open();
    await kustomize('apply');
    url = (await cluster.cli('service', 'wordpress', '--url')).stdout;
    await rolledOut();
  });
  afterAll(() => browser[Symbol.asyncDispose]());

  /** `kubectl apply -k`, `kubectl delete -k`. */
  async function kustomize(verb: string): Promise<void> {
    const {exitCode, stderr} = await cluster.cli('kubectl', '--', verb, '-k', import.meta.dirname);
    expect(exitCode, stderr).toBe(0);
  }

  async function rolledOut(): Promise<void> {
    for (const name of ['wordpress-mysql', 'wordpress']) await cluster.kubectl('rollout', 'status', `deployment/${name}`, '--timeout=180s');
  }

  /** A page of the site as soon as it is what it is to be: before that the database is not there, or the web server. */
  async function sitePage(path: string, title: string): Promise<Page> {
    const page = await browser.page('about:blank');
    await until(`the page ${path} of WordPress`, async () => {
      await page.goto(`${url}${path}`);
      return (await page.title()).includes(title);
    });
    return page;
  }

  test('the secret has a name of its own, and the claims are bound', async () => {
    expect(url).toMatch(/^http:\/\/\S+:\d+$/);
    expect(await cluster.kubectl('get', 'secrets', '-o', 'name')).toMatch(/^secret\/mysql-pass-[a-z0-9]{10}$/m);
    for (const claim of ['mysql-pv-claim', 'wp-pv-claim'])
      expect(await cluster.kubectl('get', 'pvc', claim, '--no-headers')).toMatch(/ Bound .* 20Gi +RWO /);
  });

  test('the site is set up in a browser', async () => {
    const page = await sitePage('/', 'WordPress › Installation');
    const language = page.locator('#language-continue');
    if (await language.isVisible()) await language.click();
    await page.getByLabel('Site Title').fill(site.title);
    await page.getByLabel('Username').fill(site.user);
    await page.locator('#pass1').fill(site.password);
    await page.getByLabel('Your Email').fill('walker@example.com');
    await page.getByRole('button', {name: 'Install WordPress'}).click();
    await page.getByRole('heading', {name: 'Success!'}).waitFor();

    await page.goto(`${url}/wp-login.php`);
    await page.getByLabel('Username or Email Address').fill(site.user);
    await page.locator('#user_pass').fill(site.password);
    await page.getByRole('button', {name: 'Log In'}).click();
    await page.getByRole('heading', {name: 'Dashboard', exact: true}).waitFor();
    await page.close();
  });

  test('it is the same when both pods were deleted, and its user is still logged in', async () => {
    await cluster.kubectl('delete', 'pod', '-l', 'app=wordpress');
    await rolledOut();
    await (await sitePage('/', site.title)).close();
    const page = await sitePage('/wp-admin/', 'Dashboard');
    expect(await page.locator('#wpadminbar .display-name').first().textContent()).toBe(site.user);
    await page.close();
  });

  test('nothing of it stays when it is deleted', async () => {
    await kustomize('delete');
    await cluster.kubectl('wait', 'pod', '-l', 'app=wordpress', '--for=delete', '--timeout=120s');
    expect(await cluster.kubectl('get', 'pvc,service,deployment,secret', '-l', 'app=wordpress', '-o', 'name')).toBe('');
  });
}
