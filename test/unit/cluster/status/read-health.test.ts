import {expect, it} from 'vitest';
import {type HealthDeps, readHealth} from '../../../../src/cluster/list/read-health.ts';
import {sharedVolumeName} from '../../../../src/cluster/plan/names.ts';
import {nodeLabels} from '../../../../src/cluster/plan/node-container.ts';
import {numberNodes} from '../../../../src/cluster/plan/number-nodes.ts';
import {networkOf} from '../../../../src/cluster/plan/plan-network.ts';
import {AppError} from '../../../../src/errors/app-error.ts';
import {refusal, silence} from '../../../../src/kube/kube-api-error.ts';
import type {KubeconfigEntry} from '../../../../src/kube/kubeconfig/kubeconfig-entry.ts';
import {FakeEngine} from '../../../fakes/fake-engine.ts';
import {sampleSpec} from './sample-state.ts';

const server = 'https://127.0.0.1:16450';
const entryOf = (name: string): KubeconfigEntry => ({name, server, caData: '', clientCertData: '', clientKeyData: ''});

/** Clusters whose nodes run; those in `answers` have an entry in the kubeconfig and say this to `/readyz`. */
function deps(names: readonly string[], answers: Readonly<Record<string, () => string>>): HealthDeps {
  const engine = new FakeEngine();
  for (const name of names) {
    const spec = sampleSpec(name, 0);
    const network = networkOf(spec);
    engine.addNetwork({name: network.name, labels: network.labels, subnet: network.subnet});
    engine.addVolume({name: sharedVolumeName(name), labels: network.labels});
    for (const node of numberNodes(name, spec.nodes)) engine.addContainer(node.name, nodeLabels(name, node));
  }
  return {
    engine: engine.port,
    signal: new AbortController().signal,
    kubeconfig: {read: (name: string) => (answers[name] ? entryOf(name) : undefined)},
    shellOf: (node: string) => ({
      read: async () => {
        throw new AppError('E_FILE', 'The node has no readable file /etc/kubernetes/admin.conf.');
      },
      tryRun: async () => ({stdout: node.startsWith('moved') ? '200' : '000', stderr: '', exitCode: 0}),
    }),
    kubeApi: ({name}: KubeconfigEntry) => ({close: () => {}, getText: async () => answers[name]?.()}),
  } as unknown as HealthDeps;
}

it('asks the API server of each cluster whose nodes run', async () => {
  const refuse = () => {
    throw silence(server, Object.assign(new Error('refused'), {code: 'ECONNREFUSED'}));
  };
  const unready = () => {
    throw refusal(server, 500, '[-]etcd failed');
  };
  const broken = () => {
    throw Object.assign(new Error('no start line'), {code: 'ERR_OSSL_PEM_NO_START_LINE'});
  };
  const names = ['broken', 'early', 'late', 'moved', 'ready', 'sick'];
  const clusters = await readHealth(deps(names, {broken, late: refuse, ready: () => 'ok', sick: unready}));
  expect(Object.fromEntries(clusters.map(({state, health}) => [state.name, health]))).toEqual({
    // Its certificates in the kubeconfig are damaged.
    broken: 'Error',
    // Interrupted before there were any credentials.
    early: 'Starting',
    late: 'Starting',
    // Its credentials have gone, and it runs.
    moved: 'OK',
    ready: 'OK',
    sick: 'Error',
  });
});
