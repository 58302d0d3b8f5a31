import {expect, test} from 'vitest';
import type {KubeObject} from '../../../../src/kube/kube-types.ts';
import {followResources} from '../../../../src/kube/wait/follow-resources.ts';
import {type Answer, FakeApiServer, listOf, sendEvent, sendJson, sendStatus} from '../fake-api-server.ts';

const pod = (name: string, resourceVersion: string) => ({metadata: {name, namespace: 'shop', resourceVersion}});

/** The names seen until they are these, with the requests that it took. */
async function follow(last: string, answer: Answer) {
  await using server = await FakeApiServer.start(answer);
  const troubles: number[] = [];
  const seen: string[] = [];
  const options = {signal: AbortSignal.timeout(5000), onTrouble: ({status}: {status: number}) => troubles.push(status)};
  for await (const objects of followResources<KubeObject>(server.api(), {apiVersion: 'v1', kind: 'Pod'}, options)) {
    const names = objects.map(({metadata}) => metadata.name).join(' ');
    seen.push(names);
    if (names === last) break;
  }
  return {seen, troubles, requests: server.requests.map(({query}) => (query['watch'] ? `watch ${query['resourceVersion']}` : 'list'))};
}

test('all objects are given at once and after every change', async () => {
  const {seen} = await follow('b', ({query}, response) => {
    if (!query['watch']) return sendJson(response, listOf([pod('a', '1')], '3'));
    sendEvent(response, 'ADDED', pod('b', '4'));
    sendEvent(response, 'MODIFIED', pod('b', '5'));
    sendEvent(response, 'DELETED', pod('a', '6'));
  });
  expect(seen).toEqual(['a', 'a b', 'a b', 'b']);
});

test('a watch that the server ends goes on from the last bookmark', async () => {
  const {requests} = await follow('b', ({query}, response, count) => {
    if (!query['watch']) return sendJson(response, listOf([], '3'));
    sendEvent(response, count === 1 ? 'BOOKMARK' : 'ADDED', pod('b', count === 1 ? '90' : '91'));
    response.end();
  });
  expect(requests).toEqual(['list', 'watch 3', 'watch 90']);
});

test('a version that the server has forgotten leads to a new list, in which what is gone is gone', async () => {
  const {seen, requests, troubles} = await follow('b', ({query}, response, count) => {
    if (!query['watch']) return sendJson(response, count === 0 ? listOf([pod('a', '1')], '3') : listOf([pod('b', '80')], '80'));
    sendEvent(response, 'ERROR', {code: 410, reason: 'Expired', message: 'too old'});
    response.end();
  });
  expect(seen).toEqual(['a', 'b']);
  expect(requests).toEqual(['list', 'watch 3', 'list']);
  expect(troubles).toEqual([]);
});

test('broken connections and failures of the server are overcome', async () => {
  const {requests, troubles} = await follow('b', ({query}, response, count) => {
    if (count === 0) return sendStatus(response, 503, 'ServiceUnavailable', 'starting');
    if (count === 2) {
      sendEvent(response, 'ADDED', pod('a', '4'));
      return setImmediate(() => response.socket?.destroy());
    }
    if (!query['watch']) return sendJson(response, listOf([], '3'));
    return sendEvent(response, 'ADDED', pod('b', '5'));
  });
  expect(requests).toEqual(['list', 'list', 'watch 3', 'list', 'watch 3']);
  expect(troubles).toEqual([503, 0]);
});

test('wrong credentials end it', async () => {
  await expect(follow('b', (_request, response) => sendStatus(response, 401, 'Unauthorized', 'Unauthorized'))).rejects.toThrow(
    'Unauthorized',
  );
});
