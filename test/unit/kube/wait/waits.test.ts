import {describe, expect, test} from 'vitest';
import {waitForApiServer} from '../../../../src/kube/wait/wait-for-api-server.ts';
import {waitForNodesReady} from '../../../../src/kube/wait/wait-for-nodes.ts';
import {waitForServiceAccount} from '../../../../src/kube/wait/wait-for-service-account.ts';
import {waitForDaemonSetReady, waitForDeploymentAvailable, waitForPodsReady} from '../../../../src/kube/wait/wait-for-workloads.ts';
import {type Answer, FakeApiServer, listOf, sendEvent, sendJson} from '../fake-api-server.ts';

const {signal} = new AbortController();
const soon = {signal, timeoutMs: 200};
const long = {signal, timeoutMs: 10_000};

const node = (name: string, status: string, reason = 'KubeletReady') => ({
  metadata: {name},
  status: {
    conditions: [
      {type: 'MemoryPressure', status: 'False'},
      {type: 'Ready', status, reason, message: 'as said'},
    ],
  },
});
/** Lists by the last part of the path; watches stay open and silent. */
const lists =
  (byResource: Readonly<Record<string, readonly unknown[]>>): Answer =>
  ({path, query}, response) => {
    if (query['watch']) response.flushHeaders();
    else sendJson(response, listOf(byResource[path.split('/').at(-1) ?? ''] ?? []));
  };

const details = (lines: readonly string[]) => expect.objectContaining({id: 'E_TIMEOUT', details: lines});

describe('nodes', () => {
  test('are waited for by watching', async () => {
    await using server = await FakeApiServer.start(({query}, response) => {
      if (!query['watch']) return sendJson(response, listOf([node('a', 'True'), node('b', 'Unknown')]));
      sendEvent(response, 'ADDED', node('c', 'True'));
      sendEvent(response, 'MODIFIED', node('b', 'True'));
    });
    const ready = await waitForNodesReady(server.api(), ['c', 'b'], long);
    expect(ready.map(({metadata}) => metadata.name)).toEqual(['c', 'b']);
    expect(server.requests).toHaveLength(2);
  });

  test('that are not ready in time are described', async () => {
    const events = [
      {
        type: 'Warning',
        reason: 'InvalidDiskCapacity',
        message: 'no disk',
        count: 3,
        involvedObject: {kind: 'Node', name: 'b'},
        metadata: {},
      },
      {type: 'Normal', reason: 'Starting', involvedObject: {kind: 'Node', name: 'b'}, metadata: {}},
    ];
    await using server = await FakeApiServer.start(lists({nodes: [node('a', 'True'), node('b', 'False', 'KubeletNotReady')], events}));
    await expect(waitForNodesReady(server.api(), ['a', 'b', 'c'], soon)).rejects.toThrow(
      details([
        'node b: Ready=False KubeletNotReady: as said',
        'event node/b: InvalidDiskCapacity: no disk (3 times)',
        'node c has not registered: its kubelet has not reached the API server',
      ]),
    );
  });

  test('behind a server that fails are described by its failure', async () => {
    await using server = await FakeApiServer.start((_request, response) => response.socket?.destroy());
    await expect(waitForNodesReady(server.api(), ['a'], soon)).rejects.toThrow(details([expect.stringContaining('does not answer: ')]));
  });

  test('are waited for no longer than the signal lets', async () => {
    await using server = await FakeApiServer.start((_request, response) => {
      cancel.abort(new Error('stop'));
      sendJson(response, listOf([]));
    });
    const cancel = new AbortController();
    await expect(waitForNodesReady(server.api(), ['a'], {...long, signal: cancel.signal})).rejects.toThrow('stop');
  });
});

describe('workloads', () => {
  const deployment = (status: object) => ({
    metadata: {name: 'web', namespace: 'shop', generation: 2},
    spec: {replicas: 2, selector: {matchLabels: {app: 'web'}}},
    status,
  });

  test('deployments are waited for until all replicas of this generation are available', async () => {
    await using server = await FakeApiServer.start(({query}, response) => {
      if (!query['watch'])
        return sendJson(response, listOf([deployment({observedGeneration: 1, replicas: 2, updatedReplicas: 2, availableReplicas: 2})]));
      sendEvent(response, 'MODIFIED', deployment({observedGeneration: 2, replicas: 3, updatedReplicas: 2, availableReplicas: 2}));
      sendEvent(
        response,
        'MODIFIED',
        deployment({observedGeneration: 2, replicas: 2, updatedReplicas: 2, availableReplicas: 2, done: true}),
      );
    });
    expect(await waitForDeploymentAvailable(server.api(), 'shop', 'web', long)).toHaveProperty('status.done', true);
    expect(server.requests[0]).toMatchObject({
      path: '/apis/apps/v1/namespaces/shop/deployments',
      query: {fieldSelector: 'metadata.name=web'},
    });
  });

  test('deployments that do not become available are described down to their containers', async () => {
    const pods = [
      {
        metadata: {name: 'web-1'},
        spec: {nodeName: 'a'},
        status: {
          phase: 'Pending',
          containerStatuses: [
            {name: 'main', ready: false, restartCount: 0, state: {waiting: {reason: 'ErrImageNeverPull', message: 'no image'}}},
            {
              name: 'side',
              ready: false,
              restartCount: 4,
              state: {waiting: {reason: 'CrashLoopBackOff'}},
              lastState: {terminated: {exitCode: 2, reason: 'Error'}},
            },
          ],
        },
      },
      {
        metadata: {name: 'web-2'},
        status: {phase: 'Pending', conditions: [{type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: 'no node'}]},
      },
      {metadata: {name: 'web-3'}, status: {phase: 'Running', conditions: [{type: 'Ready', status: 'True'}]}},
    ];
    const deployments = [deployment({conditions: [{type: 'Available', status: 'False', reason: 'MinimumReplicasUnavailable'}]})];
    await using server = await FakeApiServer.start(lists({deployments, pods}));
    await expect(waitForDeploymentAvailable(server.api(), 'shop', 'web', soon)).rejects.toThrow(
      details([
        'Available=False MinimumReplicasUnavailable',
        'pod web-1 (on a): Pending',
        '  container main: ErrImageNeverPull: no image',
        '  container side: CrashLoopBackOff, 4 restarts, last exit code 2 Error',
        'pod web-2 (on no node): Pending',
        '  PodScheduled=False Unschedulable: no node',
      ]),
    );
    expect(server.requests.find(({path}) => path.endsWith('/pods'))?.query).toEqual({labelSelector: 'app=web'});
  });

  test.each([
    [{observedGeneration: 1, desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberReady: 2}, true],
    [{observedGeneration: 1, desiredNumberScheduled: 2, updatedNumberScheduled: 1, numberReady: 2}, false],
    [{desiredNumberScheduled: 0, updatedNumberScheduled: 0, numberReady: 0}, false],
  ])('a daemon set with the status %j is ready: %s', async (status, isReady) => {
    const daemonset = {metadata: {name: 'proxy', generation: 1}, spec: {selector: {matchLabels: {app: 'proxy'}}}, status};
    await using server = await FakeApiServer.start(lists({daemonsets: [daemonset]}));
    const outcome = waitForDaemonSetReady(server.api(), 'kube-system', 'proxy', soon).then(
      () => true,
      () => false,
    );
    expect(await outcome).toBe(isReady);
  });

  test('pods are ready when there is one and none is unready', async () => {
    const pod = {metadata: {name: 'p'}, status: {phase: 'Running', conditions: [{type: 'Ready', status: 'True'}]}};
    await using server = await FakeApiServer.start(lists({pods: [pod]}));
    expect(await waitForPodsReady(server.api(), 'shop', 'app=web', long)).toHaveLength(1);
    await using empty = await FakeApiServer.start(lists({}));
    await expect(waitForPodsReady(empty.api(), 'shop', 'app=web', soon)).rejects.toThrow(
      details(['no pod in shop has the labels app=web']),
    );
  });
});

test('a service account is waited for by its name', async () => {
  await using server = await FakeApiServer.start(({query}, response) => {
    if (!query['watch']) return sendJson(response, listOf([]));
    sendEvent(response, 'ADDED', {metadata: {name: 'default', namespace: 'shop'}});
  });
  await waitForServiceAccount(server.api(), 'shop', 'default', long);
  expect(server.requests.map(({query}) => query['fieldSelector'])).toEqual(['metadata.name=default', 'metadata.name=default']);
});

describe('the API server', () => {
  test('is asked until it is ready', async () => {
    await using server = await FakeApiServer.start((_request, response, count) => {
      if (count === 0) response.socket?.destroy();
      else if (count === 1) response.writeHead(500).end('[-]etcd failed');
      else response.end('ok');
    });
    await waitForApiServer(server.api(), long);
    expect(server.requests.map(({path}) => path)).toEqual(['/readyz', '/readyz', '/readyz']);
  });

  test('that does not become ready is described by its failing checks', async () => {
    await using server = await FakeApiServer.start((_request, response) =>
      response.writeHead(500).end('[+]ping ok\n[-]etcd failed: reason withheld\nreadyz check failed'),
    );
    await expect(waitForApiServer(server.api(), soon)).rejects.toThrow(details(['[-]etcd failed: reason withheld']));
  });
});
