import {describe, expect, it} from 'vitest';
import {containerHealth, healthOfRunning} from '../../../../src/cluster/list/cluster-health.ts';
import {profileList} from '../../../../src/cluster/list/profile-document.ts';
import {profileRows} from '../../../../src/cluster/list/profile-rows.ts';
import type {ContainerState} from '../../../../src/engine/engine.ts';
import {sampleState} from './sample-state.ts';

const {spec: _lost, ...lost} = sampleState('lost', ['running']);
const clusters = [
  {state: sampleState('dev', ['running', 'exited']), health: 'Degraded'},
  {state: lost, health: 'Error'},
] as const;
const selection = {active: 'dev', currentContext: 'lost'};

describe('containerHealth', () => {
  it.each<[string, readonly (ContainerState | undefined)[]]>([
    ['OK', ['running', 'running']],
    ['Stopped', ['exited', 'exited']],
    ['Paused', ['paused', 'paused']],
    ['Degraded', ['running', 'exited']],
    ['Degraded', ['running', undefined]],
    ['Degraded', [undefined, undefined]],
  ])('is %s with %j', (health, containers) => {
    expect(containerHealth(sampleState('dev', containers))).toBe(health);
  });

  it('is Starting until all nodes were created once', () => {
    expect(containerHealth({...sampleState('dev', ['running']), complete: false})).toBe('Starting');
  });
});

it.each([
  ['OK', 'Running'],
  ['Starting', 'Stopped'],
  ['Error', 'Error'],
] as const)('is %s when all nodes run and the API server is %s', (health, apiServer) => {
  expect(healthOfRunning(apiServer)).toBe(health);
});

it("lists clusters whose specification is known apart from others, with minikube's names", () => {
  const {valid, invalid} = profileList(clusters, selection);
  expect(invalid).toEqual([{Name: 'lost', Status: 'Error', Active: false, ActiveKubeContext: true}]);
  expect(valid).toMatchObject([
    {
      Name: 'dev',
      Status: 'Degraded',
      Active: true,
      ActiveKubeContext: false,
      Config: {
        KubernetesConfig: {KubernetesVersion: 'v1.36.3'},
        Nodes: [
          {Name: 'dev-control-plane', IP: '172.30.4.10', ControlPlane: true},
          {Name: 'dev-worker', IP: '172.30.4.11', ControlPlane: false},
        ],
      },
      Spec: {name: 'dev', nodes: [{role: 'control-plane'}, {role: 'worker'}]},
    },
  ]);
});

it('shows the same as rows', () => {
  expect(profileRows(clusters, selection)).toEqual([
    ['dev', 'v1.36.3', 'Degraded', '1/2', 'https://127.0.0.1:16450', '*', ''],
    ['lost', '?', 'Error', '1', '?', '', '*'],
  ]);
});
