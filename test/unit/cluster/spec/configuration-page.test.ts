import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {clusterJsonSchema} from '../../../../src/cluster/spec/cluster-json-schema.ts';

const root = new URL('../../../../', import.meta.url);
const page = readFileSync(new URL('docs/configuration.md', root), 'utf8');

test('the example is a fixture, so that it is known to be right', () => {
  const [, example] = /```yaml\n(.*?)```/s.exec(page) ?? [];
  expect(example).toBe(readFileSync(new URL('test/fixtures/spec/valid-full.yaml', root), 'utf8'));
});

test.each(fieldNames(clusterJsonSchema()))('the field %s is described', (name) => {
  expect(page).toContain(`\`${name}\``);
});

/** Every field with a fixed name, as `networking.podCIDR` or `nodes[].role`. */
function fieldNames(schema: unknown, prefix = ''): readonly string[] {
  const {properties = {}, items} = schema as {properties?: Record<string, unknown>; items?: unknown};
  const here = Object.entries(properties).flatMap(([name, inner]) => {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    const below = fieldNames(inner, path);
    return below.length > 0 ? below : [path];
  });
  return items === undefined ? here : [...here, ...fieldNames(items, `${prefix}[]`)];
}
