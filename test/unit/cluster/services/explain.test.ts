import {describe, expect, it} from 'vitest';
import {explainPod} from '../../../../src/cluster/services/explain-pod.ts';
import {explainSilence, type ServiceFacts} from '../../../../src/cluster/services/explain-silence.ts';
import type {ContainerState, ContainerStatus, Pod} from '../../../../src/kube/kube-types.ts';
import type {Service} from '../../../../src/kube/service-types.ts';

function pod(status: Pod['status'], name = 'web-1'): Pod {
  const spec = {containers: [{name: 'web', image: 'shop/web:1'}]};
  return {apiVersion: 'v1', kind: 'Pod', metadata: {name, namespace: 'shop'}, spec, status: {phase: 'Pending', ...status}};
}

const container = (state: ContainerState, more: Partial<ContainerStatus> = {}): Pod['status'] => ({
  containerStatuses: [{name: 'web', ready: false, restartCount: 0, state, ...more}],
});
const ready: Pod['status'] = {phase: 'Running', conditions: [{type: 'Ready', status: 'True'}]};

const service: Service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {name: 'web', namespace: 'shop'},
  spec: {type: 'NodePort', selector: {app: 'web'}, ports: [{port: 80, targetPort: 'http', nodePort: 30_080}]},
};
const silence = (facts: Partial<ServiceFacts>) =>
  explainSilence({cluster: 'dev', service, slices: [], pods: [], deployments: [], ...facts});

describe('a pod that serves nobody', () => {
  it.each<[string, Pod['status'], string, boolean]>([
    [
      'whose image is nowhere',
      container({waiting: {reason: 'ErrImagePull', message: 'no such host.'}}),
      'image shop/web:1 cannot be pulled: no such host',
      false,
    ],
    [
      'whose image may not be pulled',
      container({waiting: {reason: 'ErrImageNeverPull'}}),
      'image shop/web:1 is not on the node and may not be pulled',
      false,
    ],
    [
      'that crashes again and again',
      container({waiting: {reason: 'CrashLoopBackOff'}}, {restartCount: 4, lastState: {terminated: {exitCode: 137, reason: 'OOMKilled'}}}),
      'container web of pod web-1 crashes (exit code 137, OOMKilled, 4 restarts)',
      false,
    ],
    [
      'without its configuration',
      container({waiting: {reason: 'CreateContainerConfigError', message: 'configmap "web" not found'}}),
      'container web of pod web-1 cannot be made: configmap "web" not found',
      false,
    ],
    [
      'that no node takes',
      {conditions: [{type: 'PodScheduled', status: 'False', message: '0/3 nodes are available: 3 Insufficient cpu.'}]},
      'pod web-1 cannot be scheduled: 0/3 nodes are available: 3 Insufficient cpu',
      false,
    ],
    ['that has just been made', container({waiting: {reason: 'ContainerCreating'}}), 'pod web-1 is being started', true],
    ['whose probe fails', {phase: 'Running', ...container({running: {}})}, 'pod web-1 runs and is not ready', true],
    ['that was a job', {phase: 'Succeeded'}, 'pod web-1 has ended', false],
  ])('%s', (_, status, text, passing) => {
    expect(explainPod('dev', pod(status))).toMatchObject({text, passing});
  });

  it('comes with commands that are about its own cluster and namespace', () => {
    const crash = container({waiting: {reason: 'CrashLoopBackOff'}}, {restartCount: 1});
    expect(explainPod('dev', pod(crash))?.hints).toEqual(['flotilla kubectl -p dev -- -n shop logs web-1 -c web --previous']);
  });

  it('is none when it is ready', () => {
    expect(explainPod('dev', pod(ready))).toBeUndefined();
  });
});

describe('a Service without endpoints', () => {
  it('has no pods', () => {
    expect(silence({})).toMatchObject({text: 'no pod in the namespace shop has the labels app=web', passing: false});
  });

  it('has a deployment without replicas, or one that has not begun', () => {
    const deployment = {apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'web'}};
    const template = {metadata: {labels: {app: 'web', tier: 'front'}}};
    expect(silence({deployments: [{...deployment, spec: {replicas: 0, template}}]}).text).toBe('deployment web has no replicas');
    expect(silence({deployments: [{...deployment, spec: {replicas: 2, template}}]})).toMatchObject({passing: true});
  });

  it('has a lasting reason before a passing one', () => {
    const starting = pod(container({waiting: {reason: 'ContainerCreating'}}));
    const crashing = pod(container({waiting: {reason: 'CrashLoopBackOff'}}), 'web-2');
    expect(silence({pods: [starting, crashing]}).text).toContain('web-2 crashes');
  });

  it('names a port that no pod has', () => {
    expect(silence({pods: [pod(ready)]})).toMatchObject({text: 'no container of its pods has a port named "http"', passing: false});
  });

  it('looks for no pods without a selector', () => {
    expect(silence({service: {...service, spec: {ports: [{port: 80}]}}}).text).toContain('it has no selector');
  });
});
