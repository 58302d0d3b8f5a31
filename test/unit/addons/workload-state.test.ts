import type {ServerResponse} from 'node:http';
import {describe, expect, it} from 'vitest';
import {addonSchema} from '../../../src/addons/addon-schema.ts';
import {workloadState} from '../../../src/addons/workload-state.ts';
import {FakeApiServer, listOf, sendJson, sendStatus} from '../kube/fake-api-server.ts';

const {signal} = new AbortController();
const deployment = {apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'web', namespace: 'default', generation: 1}};
const diagnoses = [{match: 'pull rate limit', means: 'the registry wants a pause'}];
const addon = {...addonSchema.parse({summary: 'Web', version: 'v1', diagnoses}), name: 'web', objects: [deployment]};
const rolledOut = {observedGeneration: 1, updatedReplicas: 1};

/** The state of an addon with one Deployment of this status and one pod of that. */
async function stateWith(status: object, podStatus: object, events: readonly object[] = [], secrets: readonly string[] = []) {
  await using server = await FakeApiServer.start(({path}, response) => {
    if (path.endsWith('/deployments/web')) sendJson(response, {...deployment, spec: {replicas: 1}, status});
    else if (path.endsWith('/pods'))
      sendJson(
        response,
        listOf([
          {metadata: {name: 'web-1', namespace: 'default'}, spec: {containers: [{name: 'web', image: 'web:v1'}]}, status: podStatus},
        ]),
      );
    else if (path.includes('/secrets/')) sendSecret(response, path.split('/').at(-1) ?? '', secrets);
    else sendJson(response, listOf(events));
  });
  return await workloadState(addon, server.api(), signal);
}

function sendSecret(response: ServerResponse, name: string, secrets: readonly string[]): void {
  if (secrets.includes(name)) sendJson(response, {apiVersion: 'v1', kind: 'Secret', metadata: {name}});
  else sendStatus(response, 404, 'NotFound', 'not found');
}

const waiting = (reason: string, message: string) => ({
  phase: 'Pending',
  containerStatuses: [{name: 'web', ready: false, restartCount: 0, state: {waiting: {reason, message}}}],
});

describe('the state of an addon', () => {
  it('is ready when its pods are available', async () => {
    expect(await stateWith({...rolledOut, availableReplicas: 1}, {})).toEqual({state: 'ready'});
  });

  it('says that an image cannot be pulled', async () => {
    const state = await stateWith(rolledOut, waiting('ImagePullBackOff', 'Back-off pulling image'));
    expect(state).toEqual({state: 'not ready', reason: 'image web:v1 cannot be pulled', certain: true, attempt: {pod: 'web-1', count: 0}});
  });

  it('says what the addon knows of a message before all else', async () => {
    const state = await stateWith(rolledOut, waiting('ErrImagePull', 'pull rate limit'));
    expect(state).toMatchObject({state: 'not ready', reason: 'the registry wants a pause', certain: true});
  });

  it('knows how often a pod has failed, and that waiting is no failure', async () => {
    const warning = (reason: string, message: string, count: number) => ({type: 'Warning', reason, message, count});
    const state = await stateWith(rolledOut, waiting('CreateContainerConfigError', 'secret "a" not found'), [
      warning('Failed', 'Error: secret "a" not found', 3),
      warning('Failed', 'Error: ImagePullBackOff', 7),
      warning('BackOff', 'Back-off restarting failed container', 9),
      {type: 'Normal', reason: 'Pulled', message: 'Image is present', count: 4},
    ]);
    expect(state).toMatchObject({certain: true, attempt: {pod: 'web-1', count: 3}});
  });

  it('does not repeat what has been mended meanwhile', async () => {
    const complaint = waiting('CreateContainerConfigError', 'secret "a" not found');
    expect(await stateWith(rolledOut, complaint, [], ['a'])).toEqual({state: 'not ready', reason: 'starting', certain: false});
  });

  it('says that no node suits a pod', async () => {
    const conditions = [
      {type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/2 nodes are available: 2 Insufficient cpu.'},
    ];
    const state = await stateWith(rolledOut, {phase: 'Pending', conditions});
    expect(state).toMatchObject({reason: 'pod web-1 cannot be scheduled: 0/2 nodes are available: 2 Insufficient cpu', certain: true});
    expect(state).not.toHaveProperty('attempt');
  });

  it('says why pods are not made at all', async () => {
    const conditions = [{type: 'ReplicaFailure', status: 'True', message: 'serviceaccount "web" not found'}];
    const state = await stateWith({observedGeneration: 1, conditions}, {});
    expect(state).toMatchObject({reason: 'serviceaccount "web" not found', certain: true});
  });

  it('gives a pod time that is being started', async () => {
    expect(await stateWith(rolledOut, waiting('ContainerCreating', ''))).toMatchObject({reason: 'starting', certain: false});
  });
});
