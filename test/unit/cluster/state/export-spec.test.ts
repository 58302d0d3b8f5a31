import {describe, expect, test} from 'vitest';
import type {DecidedSpec} from '../../../../src/cluster/plan/cluster-plan.ts';
import {nodeLabels} from '../../../../src/cluster/plan/node-container.ts';
import {numberNodes} from '../../../../src/cluster/plan/number-nodes.ts';
import {networkOf, sharedVolumeOf} from '../../../../src/cluster/plan/plan-network.ts';
import {readSpec, type SpecInput} from '../../../../src/cluster/spec/read-spec.ts';
import {exportSpec} from '../../../../src/cluster/state/export-spec.ts';
import {FakeEngine} from '../../../fakes/fake-engine.ts';
import {decidedSpec} from '../../../fakes/sample-plan.ts';

const signal = new AbortController().signal;
const version = {'dev.flotilla.node-image': 'v1.37.1'};

/** An engine with a cluster of these flags, of which so many nodes are left. */
function engineWith(flags: SpecInput['flags'], left = 9, apiServer: Partial<DecidedSpec['apiServer']> = {}): FakeEngine {
  const engine = new FakeEngine();
  const decided = decidedSpec(flags);
  const spec = {...decided, apiServer: {...decided.apiServer, ...apiServer}};
  engine.addNetwork(networkOf(spec));
  engine.addVolume(sharedVolumeOf(spec));
  for (const node of numberNodes(spec.name, spec.nodes).slice(0, left)) {
    engine.addContainer(node.name, {...nodeLabels(spec.name, node), ...version});
  }
  return engine;
}

const exported = async (engine: FakeEngine, keepAddresses = false) => {
  const {spec, yaml} = await exportSpec('dev', {keepAddresses}, {engine: engine.port, signal});
  expect(readSpec({yaml: {text: yaml, fileName: 'c.yaml'}, flags: {}})).toEqual(spec);
  return spec;
};

describe('the file of a cluster', () => {
  const flags = {nodes: 3, cpus: 1, featureGates: ['A=true'], kubernetesVersion: 'v1.36.3', mount: ['/srv:/srv:ro'], port: ['8080:80']};

  test('reads as what was asked for', async () => {
    const asked = readSpec({flags: {name: 'dev', ...flags}});
    expect(await exported(engineWith(flags))).toEqual({...asked, kubernetesVersion: 'v1.37.1'});
  });

  test('has the nodes of now', async () => {
    expect((await exported(engineWith(flags, 2))).nodes.map(({role}) => role)).toEqual(['control-plane', 'worker']);
  });

  test('has the subnet and port that were asked for, and those that Flotilla chose when told', async () => {
    expect((await exported(engineWith({subnet: '172.31.7.0/24', apiServerPort: 6443}))).networking.subnet).toBe('172.31.7.0/24');
    expect((await exported(engineWith({subnet: '172.31.7.0/24', apiServerPort: 6443}))).apiServer.port).toBe(6443);
    expect((await exported(engineWith({}), true)).apiServer.port).toBe(16_443);
    expect((await exported(engineWith({}), true)).networking.subnet).toBe('172.30.0.0/22');
  });

  test('has no address that only this cluster or this engine has', async () => {
    expect((await exported(engineWith({}, 9, {address: '172.30.0.1'}))).apiServer).toEqual({address: '127.0.0.1', certSANs: []});
    expect((await exported(engineWith({}, 9, {address: '10.0.0.7'}))).apiServer.address).toBe('10.0.0.7');
    expect((await exported(engineWith({}, 9, {address: '0.0.0.0', host: 'box'}), true)).apiServer).not.toHaveProperty('host');
  });

  test('of a cluster that is not there is an error', async () => {
    await expect(exported(new FakeEngine())).rejects.toMatchObject({id: 'E_CLUSTER_NOT_FOUND'});
  });
});
