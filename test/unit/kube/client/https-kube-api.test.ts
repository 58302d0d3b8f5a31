import {readFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {describe, expect, test} from 'vitest';
import {HttpsKubeApi} from '../../../../src/kube/client/https-kube-api.ts';
import {FakeApiServer, listOf, sendEvent, sendJson, sendStatus} from '../fake-api-server.ts';
import {collect} from './collect.ts';

const {signal} = new AbortController();
const pod = {apiVersion: 'v1', kind: 'Pod', name: 'web', namespace: 'shop'};
const deployment = {apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'web', namespace: 'shop'}, spec: {replicas: 2}};

describe('requests', () => {
  test('have the method, path, query, type and body that Kubernetes expects, and the client certificate', async () => {
    await using server = await FakeApiServer.start((_request, response) => sendJson(response, {metadata: {}}));
    const api = server.api();
    await api.get(pod, {signal});
    await api.list({apiVersion: 'v1', kind: 'Node', labelSelector: 'a=b,c!=d'}, {signal});
    await api.create(deployment, {signal});
    await api.create(
      {apiVersion: 'policy/v1', kind: 'Eviction', metadata: {name: 'web', namespace: 'shop'}},
      {signal, subresource: 'eviction'},
    );
    await api.apply(deployment, {signal});
    await api.apply({apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'c'}}, {signal});
    await api.apply({apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'n'}}, {signal});
    await api.patch(pod, {metadata: {labels: {a: null}}}, {signal});
    await api.patch({apiVersion: 'v1', kind: 'Node', name: 'n'}, [], {signal, type: 'json', subresource: 'status'});
    await api.delete(pod, {signal, gracePeriodSeconds: 0});
    const manager = {fieldManager: 'flotilla'};
    expect(server.requests.map(({method, path, query, type, body}) => [method, path, query, type, body])).toEqual([
      ['GET', '/api/v1/namespaces/shop/pods/web', {}, undefined, ''],
      ['GET', '/api/v1/nodes', {labelSelector: 'a=b,c!=d'}, undefined, ''],
      ['POST', '/apis/apps/v1/namespaces/shop/deployments', manager, 'application/json', JSON.stringify(deployment)],
      ['POST', '/api/v1/namespaces/shop/pods/web/eviction', manager, 'application/json', expect.stringContaining('Eviction')],
      [
        'PATCH',
        '/apis/apps/v1/namespaces/shop/deployments/web',
        {...manager, force: 'true'},
        'application/apply-patch+yaml',
        JSON.stringify(deployment),
      ],
      ['PATCH', '/api/v1/namespaces/default/configmaps/c', {...manager, force: 'true'}, 'application/apply-patch+yaml', expect.any(String)],
      ['PATCH', '/api/v1/namespaces/n', {...manager, force: 'true'}, 'application/apply-patch+yaml', expect.any(String)],
      ['PATCH', '/api/v1/namespaces/shop/pods/web', manager, 'application/merge-patch+json', '{"metadata":{"labels":{"a":null}}}'],
      ['PATCH', '/api/v1/nodes/n/status', manager, 'application/json-patch+json', '[]'],
      ['DELETE', '/api/v1/namespaces/shop/pods/web', {propagationPolicy: 'Background', gracePeriodSeconds: '0'}, undefined, ''],
    ]);
    expect(new Set(server.requests.map(({client}) => client))).toEqual(new Set(['test-client']));
  });

  test('for kinds that are not of Kubernetes ask once where they are', async () => {
    await using server = await FakeApiServer.start(({path}, response) => {
      if (path !== '/apis/demo.io/v1') return sendJson(response, listOf([]));
      sendJson(response, {
        resources: [
          {name: 'demos', kind: 'Demo', namespaced: true},
          {name: 'demos/status', kind: 'Demo', namespaced: false},
        ],
      });
    });
    const api = server.api();
    await api.list({apiVersion: 'demo.io/v1', kind: 'Demo', namespace: 'shop'}, {signal});
    await api.get({apiVersion: 'demo.io/v1', kind: 'Demo', namespace: 'shop', name: 'a'}, {signal});
    const none = api.get({apiVersion: 'demo.io/v1', kind: 'Other', name: 'a'}, {signal});
    await expect(none).rejects.toThrow(
      expect.objectContaining({status: 404, message: expect.stringContaining('knows no kind "Other" in demo.io/v1')}),
    );
    expect(server.requests.map(({path}) => path)).toEqual([
      '/apis/demo.io/v1',
      '/apis/demo.io/v1/namespaces/shop/demos',
      '/apis/demo.io/v1/namespaces/shop/demos/a',
      '/apis/demo.io/v1',
    ]);
  });

  test('may go to another address than the one the certificate is for', async () => {
    await using server = await FakeApiServer.start((_request, response) => response.end('ok'));
    const connect = {host: '127.0.0.1', port: server.port};
    expect(await server.api({server: 'https://api.test:6443', connect}).readyz({signal})).toBe(true);
    const elsewhere = server.api({server: 'https://elsewhere.test:6443', connect}).getText('/readyz', {signal});
    await expect(elsewhere).rejects.toThrow(expect.objectContaining({reason: 'ERR_TLS_CERT_ALTNAME_INVALID'}));
  });
});

describe('answers', () => {
  test('that a thing is missing are no errors', async () => {
    await using server = await FakeApiServer.start((_request, response) => sendStatus(response, 404, 'NotFound', 'pods "web" not found'));
    expect(await server.api().get(pod, {signal})).toBeUndefined();
    expect(await server.api().delete(pod, {signal})).toBe(false);
  });

  test('that refuse carry the message of Kubernetes', async () => {
    await using server = await FakeApiServer.start((_request, response) =>
      sendStatus(response, 409, 'AlreadyExists', 'deployments "web" already exists'),
    );
    await expect(server.api().create(deployment, {signal})).rejects.toThrow(
      expect.objectContaining({
        id: 'E_API',
        status: 409,
        reason: 'AlreadyExists',
        message: `The Kubernetes API server https://127.0.0.1:${server.port} refused a request: deployments "web" already exists.`,
      }),
    );
  });

  test('of lists get back the fields that their items lack', async () => {
    await using server = await FakeApiServer.start((_request, response) => sendJson(response, listOf([{metadata: {name: 'n'}}], '7')));
    expect(await server.api().list({apiVersion: 'v1', kind: 'Node'}, {signal})).toEqual({
      items: [{apiVersion: 'v1', kind: 'Node', metadata: {name: 'n'}}],
      resourceVersion: '7',
    });
  });

  test('that do not come say what to do', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const {port} = closed.address() as {port: number};
    await new Promise((resolve) => closed.close(resolve));
    const nothing = new HttpsKubeApi({server: `https://127.0.0.1:${port}`, ca: '', cert: '', key: ''});
    await expect(nothing.get(pod, {signal})).rejects.toThrow(
      expect.objectContaining({
        id: 'E_API',
        status: 0,
        message: `The Kubernetes API server https://127.0.0.1:${port} does not answer: connection refused.`,
        hints: expect.arrayContaining(['flotilla start starts a cluster that is stopped']),
      }),
    );
    expect(await nothing.readyz({signal})).toBe(false);
  });

  test('of a server with another authority are not believed', async () => {
    await using server = await FakeApiServer.start((_request, response) => response.end('ok'));
    const ca = readFileSync(new URL('../../../fixtures/tls/client.pem', import.meta.url));
    await expect(server.api({ca}).getText('/', {signal})).rejects.toThrow('do not fit');
  });
});

describe('connections', () => {
  test('are kept, and one that the server has closed meanwhile is no failure', async () => {
    await using server = await FakeApiServer.start((_request, response, count) => {
      if (count === 2) response.socket?.destroy();
      else sendJson(response, listOf([]));
    });
    const api = server.api();
    for (let time = 0; time < 3; time++) await api.list({apiVersion: 'v1', kind: 'Pod'}, {signal});
    expect(server.requests).toHaveLength(4);
    expect(server.connections).toBe(2);
  });

  test('that break several times in a row, as when one of several servers stops, are repeated for a while', async () => {
    await using server = await FakeApiServer.start((_request, response, count) => {
      if (count > 0 && count < 4) response.socket?.destroy();
      else sendJson(response, {});
    });
    const api = server.api();
    await api.get(pod, {signal});
    expect(await api.get(pod, {signal})).toEqual({});
    expect(server.requests).toHaveLength(5);
  });

  test('that break before any answer are told at once', async () => {
    await using server = await FakeApiServer.start((_request, response) => response.socket?.destroy());
    await expect(server.api().get(pod, {signal})).rejects.toThrow('does not answer: connection reset');
    expect(server.requests).toHaveLength(1);
  });

  test('that break are no reason to create twice', async () => {
    await using server = await FakeApiServer.start((_request, response, count) => {
      if (count === 1) response.socket?.destroy();
      else sendJson(response, {});
    });
    const api = server.api();
    await api.create(deployment, {signal});
    await expect(api.create(deployment, {signal})).rejects.toThrow('does not answer: connection reset');
    expect(server.requests).toHaveLength(2);
  });

  test('end with the signal', async () => {
    await using server = await FakeApiServer.start(() => cancel.abort(new Error('stop')));
    const cancel = new AbortController();
    await expect(server.api().get(pod, {signal: cancel.signal})).rejects.toThrow('stop');
  });
});

describe('a watch', () => {
  const query = {apiVersion: 'v1', kind: 'Pod', resourceVersion: '5'};
  const object = {metadata: {name: 'web', resourceVersion: '6'}};

  test('gives events until the server ends it', async () => {
    await using server = await FakeApiServer.start((_request, response) => {
      sendEvent(response, 'ADDED', object);
      sendEvent(response, 'BOOKMARK', object);
      response.end();
    });
    const events = await collect(server.api().watch(query, {signal}));
    expect(events).toEqual([
      {type: 'ADDED', object},
      {type: 'BOOKMARK', object},
    ]);
    expect(server.requests[0]?.query).toEqual({resourceVersion: '5', watch: 'true', allowWatchBookmarks: 'true', timeoutSeconds: '300'});
  });

  test('fails with status 410 when the server has forgotten the version', async () => {
    await using server = await FakeApiServer.start((_request, response) => {
      sendEvent(response, 'ERROR', {kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version'});
      response.end();
    });
    const events = collect(server.api().watch(query, {signal}));
    await expect(events).rejects.toThrow(expect.objectContaining({status: 410, reason: 'Expired'}));
  });

  test('fails with status 0 when the connection breaks', async () => {
    await using server = await FakeApiServer.start((_request, response) => {
      sendEvent(response, 'ADDED', object);
      setImmediate(() => response.socket?.destroy());
    });
    await expect(collect(server.api().watch(query, {signal}))).rejects.toThrow(expect.objectContaining({status: 0, reason: 'ECONNRESET'}));
  });

  test('ends with the signal', async () => {
    await using server = await FakeApiServer.start((_request, response) => sendEvent(response, 'ADDED', object));
    const cancel = new AbortController();
    const watching = (async () => {
      for await (const {type} of server.api().watch(query, {signal: cancel.signal})) cancel.abort(new Error(type));
    })();
    await expect(watching).rejects.toThrow('ADDED');
  });
});
