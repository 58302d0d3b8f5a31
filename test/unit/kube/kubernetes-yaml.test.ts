import fc from 'fast-check';
import {expect, it} from 'vitest';
import {parse} from 'yaml';
import {kubernetesYaml} from '../../../src/kube/kubernetes-yaml.ts';

it.each(['n', 'y', 'no', 'off', 'Yes', '1:30', '0o7', '010', '1_000', '1e3', '.inf', '~', 'null', '2026-11-29'])(
  'a cluster "%s" has a name',
  (name) => {
    expect(parse(kubernetesYaml({name}), {version: '1.1'})).toEqual({name});
    expect(parse(kubernetesYaml({name}), {version: '1.2'})).toEqual({name});
  },
);

it('any text is read as what it is by either version of YAML', () => {
  const text = fc.oneof(fc.string(), fc.stringMatching(/^[a-z0-9:._-]{1,6}$/));
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-zA-Z]{3,9}$/), fc.oneof(text, fc.boolean(), fc.integer())), (document) => {
      for (const version of ['1.1', '1.2'] as const) expect(parse(kubernetesYaml(document), {version})).toEqual({...document});
    }),
  );
});
