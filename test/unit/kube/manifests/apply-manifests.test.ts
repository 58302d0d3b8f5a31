import {describe, expect, test} from 'vitest';
import {applyManifests, deleteManifests} from '../../../../src/kube/manifests/apply-manifests.ts';
import {parseManifests} from '../../../../src/kube/manifests/parse-manifests.ts';
import {FakeApiServer, listOf, sendJson, sendStatus} from '../fake-api-server.ts';

const {signal} = new AbortController();

const text = `
{apiVersion: demo.io/v1, kind: Demo, metadata: {name: demo, namespace: shop}}
---
{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: shop}}
---
{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration, metadata: {name: hook}}
---
# nothing
---
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: ServiceAccount, metadata: {name: web, namespace: shop}}
- {apiVersion: v1, kind: Namespace, metadata: {name: shop}}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: demos.demo.io}
spec: {group: demo.io, names: {kind: Demo, plural: demos}}
`;

describe('parsing', () => {
  test('takes lists apart, leaves empty documents out, and of the same object twice keeps the last', () => {
    const twice = `${text}---\n{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {last: "yes"}}}\n`;
    const objects = parseManifests(twice);
    expect(objects.map(({kind}) => kind)).toEqual([
      'Demo',
      'Deployment',
      'ValidatingWebhookConfiguration',
      'ServiceAccount',
      'CustomResourceDefinition',
      'Namespace',
    ]);
    expect(objects.at(-1)?.metadata.labels).toEqual({last: 'yes'});
    expect(parseManifests('')).toEqual([]);
  });

  test.each([
    ['a: 1\n---\n\nkind: Pod\n', 'web.yaml:4 is not valid: an object needs apiVersion, kind and metadata.name'],
    ['a: [\n', 'web.yaml:2 is not valid: Flow sequence'],
    ['just text', 'web.yaml:1 is not valid: an object'],
  ])('refuses %j', (broken, message) => {
    const fixed = broken.replace('a: 1\n', '{apiVersion: v1, kind: Pod, metadata: {name: a}}\n');
    expect(() => parseManifests(fixed, 'web.yaml')).toThrow(
      expect.objectContaining({id: 'E_CONFIG', message: expect.stringContaining(message)}),
    );
  });
});

describe('applying', () => {
  test('goes from what others need to what needs others, and waits for custom kinds to be served', async () => {
    let discoveries = 0;
    await using server = await FakeApiServer.start(({method, path, body}, response) => {
      if (path === '/apis/demo.io/v1') {
        discoveries += 1;
        if (discoveries < 3) return sendStatus(response, 404, 'NotFound', 'the server could not find the requested resource');
        return sendJson(response, {resources: [{name: 'demos', kind: 'Demo', namespaced: true}]});
      }
      if (method === 'PATCH') return sendJson(response, JSON.parse(body));
      return sendJson(
        response,
        listOf([{metadata: {name: 'demos.demo.io'}, status: {conditions: [{type: 'Established', status: 'True'}]}}]),
      );
    });
    const applied = await applyManifests(server.api(), text, {signal});
    const kinds = server.requests.filter(({method}) => method === 'PATCH').map(({body}) => JSON.parse(body).kind as string);
    expect(kinds.slice(0, 2).sort()).toEqual(['CustomResourceDefinition', 'Namespace']);
    expect(kinds[2]).toBe('ServiceAccount');
    expect(kinds.slice(3, 5).sort()).toEqual(['Demo', 'Deployment']);
    expect(kinds[5]).toBe('ValidatingWebhookConfiguration');
    expect(applied).toHaveLength(6);
  });

  test('waits for the service account that a pod on its own needs', async () => {
    await using server = await FakeApiServer.start(({method, body}, response) => {
      if (method === 'PATCH') sendJson(response, JSON.parse(body));
      else sendJson(response, listOf([{metadata: {name: 'default', namespace: 'shop'}}]));
    });
    await applyManifests(server.api(), '{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: shop}}', {signal});
    expect(server.requests.map(({method, path}) => `${method} ${path}`)).toEqual([
      'GET /api/v1/namespaces/shop/serviceaccounts',
      'PATCH /api/v1/namespaces/shop/pods/p',
    ]);
  });

  test('ends with the refusal of the server, also of an object whose namespace is missing', async () => {
    await using server = await FakeApiServer.start((_request, response) =>
      sendStatus(response, 404, 'NotFound', 'namespaces "shop" not found'),
    );
    const applying = applyManifests(server.api(), '{apiVersion: v1, kind: Secret, metadata: {name: s, namespace: shop}}', {signal});
    await expect(applying).rejects.toThrow('refused a request: namespaces "shop" not found.');
  });
});

test('deleting goes the other way and counts what existed', async () => {
  await using server = await FakeApiServer.start(({path}, response) => {
    if (path.startsWith('/apis/demo.io')) sendStatus(response, 404, 'NotFound', 'not found');
    else sendJson(response, {});
  });
  expect(await deleteManifests(server.api(), text, {signal})).toBe(5);
  const deleted = server.requests.filter(({method}) => method === 'DELETE').map(({path}) => path.split('/').at(-1));
  expect([deleted[0], deleted.slice(-2).sort()]).toEqual(['hook', ['demos.demo.io', 'shop']]);
});
