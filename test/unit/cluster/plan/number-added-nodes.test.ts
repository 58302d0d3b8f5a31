import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {numberAddedNodes} from '../../../../src/cluster/plan/number-added-nodes.ts';
import {numberNodes} from '../../../../src/cluster/plan/number-nodes.ts';
import type {NodeRole, NodeSpec} from '../../../../src/cluster/spec/cluster-spec.ts';
import {specDefaults} from '../../../../src/cluster/spec/spec-defaults.ts';

const node = (role: NodeRole): NodeSpec => ({...specDefaults.nodes[0], role});
const roles = fc.array(fc.constantFrom<NodeRole>('control-plane', 'worker'), {maxLength: 20});

describe('nodes that are added', () => {
  it('are numbered and named like those of a new cluster when none was deleted', () => {
    fc.assert(
      fc.property(roles, roles, (before, more) => {
        const all = numberNodes('dev', [...before, ...more].map(node));
        expect(numberAddedNodes('dev', all.slice(0, before.length), more.map(node))).toEqual(all.slice(before.length));
      }),
    );
  });

  it('share no number and no name with those that are there, whichever were deleted, and leave no gap', () => {
    fc.assert(
      fc.property(roles, roles, fc.array(fc.boolean(), {minLength: 20, maxLength: 20}), (before, more, kept) => {
        const existing = numberNodes('dev', before.map(node)).filter((_, index) => kept[index]);
        const all = [...existing, ...numberAddedNodes('dev', existing, more.map(node))];
        expect(new Set(all.map(({name}) => name)).size).toBe(all.length);
        expect(new Set(all.map(({index}) => index)).size).toBe(all.length);
        const highest = Math.max(existing.length + more.length, ...existing.map(({index}) => index + 1));
        for (const {index} of all) expect(index).toBeLessThan(highest);
      }),
    );
  });

  it('take the lowest free name and number', () => {
    const [first, , third] = numberNodes('dev', [node('control-plane'), node('worker'), node('worker')]);
    const added = numberAddedNodes('dev', [first!, third!], [node('worker'), node('worker'), node('control-plane')]);
    expect(added.map(({name, index}) => [name, index])).toEqual([
      ['dev-worker', 1],
      ['dev-worker3', 3],
      ['dev-control-plane2', 4],
    ]);
  });
});
