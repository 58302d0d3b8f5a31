import {describe, expect, test} from 'vitest';
import type {TunnelService} from '../../../../src/cluster/tunnel/tunnel-state.ts';
import {changeText, serviceChanges, serviceRow} from '../../../../src/cluster/tunnel/tunnel-text.ts';

const web: TunnelService = {
  namespace: 'default',
  name: 'web',
  clusterIP: '10.96.0.80',
  addresses: ['172.30.2.1', 'fd00::1'],
  ports: [
    {name: 'http', port: 80, protocol: 'TCP'},
    {port: 53, protocol: 'UDP'},
  ],
  nodes: ['dev-worker', 'dev-worker'],
};

describe('a Service as a row', () => {
  test('names a node once', () => expect(serviceRow(web)).toEqual(['default', 'web', '172.30.2.1,fd00::1', '80/TCP,53/UDP', 'dev-worker']));
  test('says which address leads nowhere', () =>
    expect(serviceRow({...web, nodes: ['dev-worker', '']})[4]).toBe('dev-worker,fd00::1 leads nowhere'));
  test('has the problem instead of nodes', () =>
    expect(serviceRow({...web, addresses: [], nodes: [], problem: 'no address is free'}).slice(2)).toEqual([
      '-',
      '80/TCP,53/UDP',
      'no address is free',
    ]));
});

describe('changes', () => {
  test('everything is new at first', () => expect(serviceChanges([], [web])).toEqual([{...web, type: 'service'}]));
  test('what is the same is not told', () => expect(serviceChanges([web], [structuredClone(web)])).toEqual([]));
  test('a move and an end are', () => {
    const moved = {...web, nodes: ['dev-worker2', 'dev-worker2']};
    expect(serviceChanges([web], [moved]).map(changeText)).toEqual(['default/web  172.30.2.1,fd00::1  80/TCP,53/UDP  on dev-worker2']);
    expect(serviceChanges([web], []).map(changeText)).toEqual(['default/web  gone']);
  });
  test('a problem stands for itself', () =>
    expect(changeText({...web, addresses: [], nodes: [], problem: 'no address is free', type: 'service'})).toBe(
      'default/web  -  80/TCP,53/UDP  no address is free',
    ));
});
