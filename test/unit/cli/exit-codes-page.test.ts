import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, it} from 'vitest';
import {exitCodesPage} from '../../../scripts/exit-codes-page.ts';

it('docs/exit-codes.md is what the catalogue says now (npm run docs writes it)', async () => {
  const page = await readFile(join(import.meta.dirname, '../../../docs/exit-codes.md'), 'utf8');
  expect(page).toBe(exitCodesPage());
});
