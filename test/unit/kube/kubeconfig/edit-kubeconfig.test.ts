import fc from 'fast-check';
import {expect, test} from 'vitest';
import {parse, stringify} from 'yaml';
import {putEntry, removeEntry, renderKubeconfig} from '../../../../src/kube/kubeconfig/edit-kubeconfig.ts';
import {parseKubeconfigDocument, renderKubeconfigDocument, setCurrentContext} from '../../../../src/kube/kubeconfig/kubeconfig-document.ts';
import {parseKubeconfig} from '../../../../src/kube/kubeconfig/read-kubeconfig.ts';
import {sampleEntry} from './sample-entry.ts';

const text = fc.string({unit: 'grapheme', maxLength: 12});
const body = fc.dictionary(text, fc.oneof(text, fc.integer(), fc.boolean(), fc.array(text, {maxLength: 2})), {
  maxKeys: 4,
  noNullPrototype: true,
});
const named = (key: string) =>
  fc.array(
    fc.tuple(text, body).map(([name, value]) => ({name: `user-${name}`, [key]: value})),
    {maxLength: 3},
  );
const userConfig = fc.record(
  {
    apiVersion: fc.constant('v1'),
    kind: fc.constant('Config'),
    clusters: named('cluster'),
    users: named('user'),
    contexts: named('context'),
    'current-context': text,
    preferences: body,
  },
  {requiredKeys: ['clusters', 'users', 'contexts', 'current-context']},
);
const format = fc.constantFrom(
  (value: unknown) => stringify(value),
  (value: unknown) => stringify(value, {indentSeq: false, lineWidth: 0}),
  (value: unknown) => JSON.stringify(value),
  (value: unknown) => stringify(value).replaceAll('\n', '\r\n'),
);

test('merging an entry and removing it again changes nothing else', () => {
  fc.assert(
    fc.property(userConfig, format, (config, write) => {
      const original = write(config);
      const file = parseKubeconfigDocument(original, 'config');
      putEntry(file, sampleEntry('ours'));
      const merged = renderKubeconfigDocument(file);
      const {clusters, users, contexts} = parse(merged);
      const data = parse(original);
      expect([clusters.slice(0, -1), users.slice(0, -1), contexts.slice(0, -1)]).toEqual([data.clusters, data.users, data.contexts]);
      const again = parseKubeconfigDocument(merged, 'config');
      expect(removeEntry(again, 'ours')).toBe(true);
      expect(parse(renderKubeconfigDocument(again))).toEqual(data);
    }),
  );
});

test('merging twice is merging once', () => {
  fc.assert(
    fc.property(userConfig, format, (config, write) => {
      const once = parseKubeconfigDocument(write(config), 'config');
      putEntry(once, sampleEntry('ours'));
      const text = renderKubeconfigDocument(once);
      const twice = parseKubeconfigDocument(text, 'config');
      putEntry(twice, sampleEntry('ours'));
      expect(renderKubeconfigDocument(twice)).toBe(text);
    }),
  );
});

test('a printed kubeconfig is read as its entry', () => {
  const entry = {...sampleEntry('one'), namespace: 'shop'};
  expect(parseKubeconfig(renderKubeconfig(entry))).toEqual(entry);
});

test('a context that shares an anchor with the rest is not torn out of it', () => {
  const file = parseKubeconfigDocument('clusters: []\nusers: []\ncontexts: []\n', 'config');
  putEntry(file, sampleEntry('ours'));
  setCurrentContext(file, 'ours');
  const shared = renderKubeconfigDocument(file).replace('    server:', '    server: &server').concat('other: *server\n');
  const changed = parseKubeconfigDocument(shared, 'config');
  removeEntry(changed, 'ours');
  expect(() => renderKubeconfigDocument(changed)).toThrow(expect.objectContaining({id: 'E_KUBECONFIG'}));
});
