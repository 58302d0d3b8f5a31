import fc from 'fast-check';
import {expect, it} from 'vitest';
import {instancesNeeded, limitsToSet, watchesNeeded} from '../../../../src/cluster/doctor/inotify-limits.ts';
import {plannedNodeCount, plannedRoles, rolesToStart} from '../../../../src/cluster/doctor/planned-nodes.ts';
import {sampleState} from '../status/sample-state.ts';

const states = fc.array(fc.constantFrom('running' as const, 'exited' as const, undefined), {minLength: 1, maxLength: 5});
const clusters = fc.array(states, {maxLength: 4}).map((all) => all.map((containers, index) => sampleState(`c${index}`, containers)));

it('sets limits that are enough for what they were computed from', () => {
  fc.assert(
    fc.property(clusters, fc.integer({min: 1, max: 200}), fc.nat(5000), (existing, planned, others) => {
      const roles = plannedRoles(planned, existing);
      const {instances, watches} = limitsToSet(roles, others);
      expect(roles).toHaveLength(planned);
      expect(instances).toBeGreaterThanOrEqual(instancesNeeded(roles, others).comfortable);
      expect(watches).toBeGreaterThanOrEqual(watchesNeeded(planned));
    }),
  );
});

it('needs more for more nodes', () => {
  fc.assert(
    fc.property(clusters, fc.integer({min: 1, max: 200}), fc.nat(500), (existing, planned, others) => {
      const need = (nodes: number) => instancesNeeded(plannedRoles(nodes, existing), others);
      expect(need(planned + 1).least).toBeGreaterThan(need(planned).least);
      expect(need(planned).comfortable).toBeGreaterThanOrEqual(need(planned).least);
    }),
  );
});

it('starts only nodes that do not run', () => {
  fc.assert(
    fc.property(clusters, fc.integer({min: 1, max: 30}), (existing, planned) => {
      const running = existing.flatMap(({nodes}) => nodes).filter(({container}) => container?.state === 'running').length;
      expect(rolesToStart(planned, existing)).toHaveLength(Math.max(0, planned - running));
    }),
  );
});

it('reckons with three nodes, with those that exist if they are more, with what the user says in any case', () => {
  const four = [sampleState('dev', ['running', 'exited', undefined, 'running'])];
  expect([plannedNodeCount(undefined, []), plannedNodeCount(undefined, four), plannedNodeCount(2, four)]).toEqual([3, 4, 2]);
});
