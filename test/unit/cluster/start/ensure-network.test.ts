import {mkdtempSync, rmSync} from 'node:fs';
import {type AddressInfo, createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {subnetCandidates} from '../../../../src/cluster/plan/addresses.ts';
import type {DecidedSpec} from '../../../../src/cluster/plan/cluster-plan.ts';
import {networkOf, sharedVolumeOf} from '../../../../src/cluster/plan/plan-network.ts';
import {readSpec, type SpecInput} from '../../../../src/cluster/spec/read-spec.ts';
import {ensureNetwork} from '../../../../src/cluster/start/ensure-network.ts';
import {readCluster} from '../../../../src/cluster/state/cluster-state.ts';
import {FakeEngine} from '../../../fakes/fake-engine.ts';
import {recordProgress} from '../../../fakes/recorded-progress.ts';
import {decidedSpec} from '../../../fakes/sample-plan.ts';

const signal = new AbortController().signal;
let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'flotilla-network-'));
});
afterEach(() => rmSync(home, {recursive: true, force: true}));

async function ensure(engine: FakeEngine, flags: SpecInput['flags'] = {}, routes: readonly string[] = []): Promise<DecidedSpec> {
  const deps = {engine: engine.port, paths: {data: home, cache: home}, signal, progress: recordProgress(), routes};
  return ensureNetwork(readSpec({flags: {name: 'dev', ...flags}}), await readCluster(engine.port, 'dev', {signal}), deps);
}

describe('the network of a new cluster', () => {
  test('keeps what was decided in its label', async () => {
    const engine = new FakeEngine();
    const decided = await ensure(engine);
    expect(decided.networking.subnet).toBe(subnetCandidates[0]);
    expect(decided.apiServer.port).toBeGreaterThanOrEqual(16_443);
    expect((await readCluster(engine.port, 'dev', {signal}))?.spec).toEqual(decided);
  });

  test('avoids the host, other networks and their API ports', async () => {
    const engine = new FakeEngine();
    const other = decidedSpec({name: 'other', subnet: subnetCandidates[1]!});
    engine.addNetwork(networkOf({...other, apiServer: {...other.apiServer, port: 16_443}}));
    const decided = await ensure(engine, {}, [subnetCandidates[0]!]);
    expect(decided.networking.subnet).toBe(subnetCandidates[2]);
    expect(decided.apiServer.port).not.toBe(16_443);
  });

  test('takes the next subnet when the engine refuses one for reasons of its own', async () => {
    const engine = new FakeEngine({refusedSubnets: subnetCandidates.slice(0, 2)});
    expect((await ensure(engine)).networking.subnet).toBe(subnetCandidates[2]);
  });

  test('takes no other subnet than the one asked for', async () => {
    const engine = new FakeEngine({refusedSubnets: ['10.9.0.0/22']});
    await expect(ensure(engine, {subnet: '10.9.0.0/22'})).rejects.toMatchObject({id: 'E_SUBNET'});
    expect(engine.done).toEqual(['network 10.9.0.0/22']);
  });

  test('is not made when the port asked for is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const engine = new FakeEngine();
    const {port} = server.address() as AddressInfo;
    await expect(ensure(engine, {apiServerPort: port})).rejects.toMatchObject({
      id: 'E_PORT',
      message: `Port ${port} of 127.0.0.1 is taken.`,
    });
    expect(engine.done).toEqual([]);
    server.close();
  });
});

describe('the network of a cluster that exists', () => {
  const spec = decidedSpec({subnet: '10.7.0.0/22', apiServerPort: 17_000});

  test('stays as it is, whatever is asked for', async () => {
    const engine = new FakeEngine();
    engine.addNetwork(networkOf(spec));
    expect(await ensure(engine, {subnet: '10.9.0.0/22'})).toEqual(spec);
    expect(engine.done).toEqual([]);
  });

  test('comes back with the same addresses after somebody removed it', async () => {
    const engine = new FakeEngine();
    engine.addVolume(sharedVolumeOf(spec));
    expect(await ensure(engine)).toEqual(spec);
    expect(engine.done).toEqual(['network 10.7.0.0/22']);
  });
});
