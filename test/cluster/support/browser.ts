import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type BrowserContext, chromium, type Page} from 'playwright-core';

/** Root may not use its sandbox; and it is to ask nobody but the page's server for anything. */
const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Debian's Chromium, without a window, with a profile that nobody has used. */
export class Browser {
  readonly #context: BrowserContext;
  readonly #folder: string;

  private constructor(context: BrowserContext, folder: string) {
    this.#context = context;
    this.#folder = folder;
  }

  static async open(): Promise<Browser> {
    const folder = mkdtempSync(join(tmpdir(), 't-browser-'));
    return new Browser(await chromium.launchPersistentContext(folder, {executablePath: '/usr/bin/chromium', args}), folder);
  }

  async page(url: string): Promise<Page> {
    const page = await this.#context.newPage();
    await page.goto(url);
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close();
    rmSync(this.#folder, {recursive: true, force: true});
  }
}
