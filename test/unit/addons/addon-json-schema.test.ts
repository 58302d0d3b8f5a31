import {readFileSync, writeFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {addonJsonSchema} from '../../../src/addons/addon-json-schema.ts';

const file = new URL('../../../schemas/addon-v1alpha1.json', import.meta.url);

test('schemas/addon-v1alpha1.json is what the schema says (write it anew with UPDATE=1)', () => {
  const current = `${JSON.stringify(addonJsonSchema(), null, 2)}\n`;
  if (process.env['UPDATE'] === '1') writeFileSync(file, current);
  expect(readFileSync(file, 'utf8')).toBe(current);
});
