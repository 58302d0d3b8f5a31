import {expect, test} from 'vitest';
import {helperContainers, helperLabels} from '../../../../src/cluster/helpers/helper-containers.ts';
import {label} from '../../../../src/cluster/labels.ts';
import {FakeEngine} from '../../../fakes/fake-engine.ts';

const {signal} = new AbortController();

test("a cluster's helpers are its containers with a part, by name, and no nodes and none of other clusters", async () => {
  const engine = new FakeEngine();
  engine.addContainer('dev-registry', helperLabels('dev', 'registry'), 'exited');
  engine.addContainer('dev-load-balancer', helperLabels('dev', 'load-balancer'));
  engine.addContainer('dev-control-plane', {[label.cluster]: 'dev', [label.role]: 'control-plane', [label.index]: '0'});
  engine.addContainer('other-registry', helperLabels('other', 'registry'));
  const names = (await helperContainers(engine.port, 'dev', {signal})).map(({name}) => name);
  expect(names).toEqual(['dev-load-balancer', 'dev-registry']);
  expect(await helperContainers(engine.port, 'dev', {signal, part: 'registry'})).toMatchObject([{name: 'dev-registry', state: 'exited'}]);
});
