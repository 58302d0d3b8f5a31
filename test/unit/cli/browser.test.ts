import {chmodSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {findBrowser, openInBrowser} from '../../../src/cli/browser.ts';

const folder = mkdtempSync(join(tmpdir(), 'flotilla-browser-'));
writeFileSync(join(folder, 'xdg-open'), '#!/bin/sh\n');
chmodSync(join(folder, 'xdg-open'), 0o755);
afterAll(() => rmSync(folder, {recursive: true}));

describe('the browser', () => {
  it("is the user's choice, else the desktop's", () => {
    expect(findBrowser({BROWSER: 'firefox %s:lynx'}, 'linux')).toEqual(['firefox']);
    expect(findBrowser({DISPLAY: ':0', PATH: folder}, 'linux')).toEqual(['xdg-open']);
    expect(findBrowser({}, 'darwin')).toEqual(['open']);
  });

  it('is none without a screen, without a program, or when none is wanted', () => {
    expect(findBrowser({PATH: folder}, 'linux')).toBeUndefined();
    expect(findBrowser({DISPLAY: ':0', PATH: '/nonexistent'}, 'linux')).toBeUndefined();
    expect(findBrowser({BROWSER: 'none', DISPLAY: ':0', PATH: folder}, 'linux')).toBeUndefined();
  });

  it('that is not there is not mistaken for one that opened', async () => {
    expect(await openInBrowser('http://127.0.0.1', ['/nonexistent/browser'])).toBe(false);
    expect(await openInBrowser('http://127.0.0.1', [join(folder, 'xdg-open')])).toBe(true);
  });
});
