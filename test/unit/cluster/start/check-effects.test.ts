import {expect, test} from 'vitest';
import {readSpec} from '../../../../src/cluster/spec/read-spec.ts';
import {checkEffects} from '../../../../src/cluster/start/check-effects.ts';

const head = 'apiVersion: flotilla.dev/v1alpha1\nkind: Cluster\n';
const check = (text: string): void => checkEffects(readSpec({yaml: {text: head + text, fileName: 'c.yaml'}, flags: {}}));

test('what this version does not do is refused by name', () => {
  expect(() => check('nodes: [{role: control-plane}, {role: worker, image: other}]\n')).toThrow(/^nodes\[1\]\.image/);
});

test('what it does is not', () => {
  expect(() => check('image: one\nnodes: [{role: control-plane, image: one}]\n')).not.toThrow();
});
