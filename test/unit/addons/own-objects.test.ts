import {describe, expect, it} from 'vitest';
import {readRecords, refOf, sameRef} from '../../../src/addons/addon-record.ts';
import {disableAddon} from '../../../src/addons/disable-addon.ts';
import {foreignObjects} from '../../../src/addons/foreign-objects.ts';
import {FakeApiServer, sendJson, sendStatus} from '../kube/fake-api-server.ts';

const {signal} = new AbortController();
const map = '/api/v1/namespaces/kube-system/configmaps/flotilla-addons';
const settings = '/api/v1/namespaces/default/configmaps/settings';

const ports = {publish: async () => {}, unpublish: async () => {}};

const configMap = (name: string, labels = {}) => ({apiVersion: 'v1', kind: 'ConfigMap', metadata: {name, labels}});

/** A server with these objects, by their paths. */
function serverWith(objects: Map<string, object>): Promise<FakeApiServer> {
  return FakeApiServer.start(({method, path}, response) => {
    const found = objects.get(path);
    if (!found) return sendStatus(response, 404, 'NotFound', 'not found');
    if (method === 'DELETE') objects.delete(path);
    sendJson(response, found);
  });
}

describe('what an addon made', () => {
  it('is removed, also when it was recorded without a namespace', async () => {
    const record = {version: 'v1', objects: [{apiVersion: 'v1', kind: 'ConfigMap', name: 'settings'}]};
    const objects = new Map<string, object>([
      [map, {...configMap('flotilla-addons'), data: {mine: JSON.stringify(record)}}],
      [settings, configMap('settings', {'flotilla.dev/addon': 'mine'})],
    ]);
    await using server = await serverWith(objects);
    expect(await disableAddon('mine', {api: server.api(), ports, signal})).toBe(true);
    expect([...objects.keys()]).toEqual([]);
  });

  it('stays when somebody has made it anew under the same name', async () => {
    const record = {version: 'v1', objects: [{apiVersion: 'v1', kind: 'ConfigMap', name: 'settings'}]};
    const objects = new Map<string, object>([
      [map, {...configMap('flotilla-addons'), data: {mine: JSON.stringify(record)}}],
      [settings, configMap('settings')],
    ]);
    await using server = await serverWith(objects);
    expect(await disableAddon('mine', {api: server.api(), ports, signal})).toBe(true);
    expect([...objects.keys()]).toEqual([settings]);
  });

  it('is found again in the record', async () => {
    const record = {version: 'v1', objects: [{apiVersion: 'v1', kind: 'ConfigMap', name: 'settings'}]};
    await using server = await serverWith(new Map([[map, {...configMap('flotilla-addons'), data: {mine: JSON.stringify(record)}}]]));
    const {mine} = await readRecords(server.api(), signal);
    expect(mine?.objects.some((ref) => sameRef(ref, refOf(configMap('settings'))))).toBe(true);
  });

  it('is not what somebody else made', async () => {
    const wanted = ['absent', 'of-a-user', 'of-an-addon', 'recorded'].map((name) => configMap(name));
    const path = (name: string) => `/api/v1/namespaces/default/configmaps/${name}`;
    await using server = await serverWith(
      new Map([
        [path('of-a-user'), configMap('of-a-user', {app: 'web'})],
        [path('of-an-addon'), configMap('of-an-addon', {'flotilla.dev/addon': 'other'})],
        [path('recorded'), configMap('recorded')],
      ]),
    );
    const foreign = await foreignObjects(wanted, [refOf(configMap('recorded'))], server.api(), signal);
    expect(foreign.map(({metadata}) => metadata.name)).toEqual(['of-a-user']);
  });
});
