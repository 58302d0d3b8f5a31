import {describe, expect, it} from 'vitest';
import {nodeLabels} from '../../../../src/cluster/plan/node-container.ts';
import {numberNodes} from '../../../../src/cluster/plan/number-nodes.ts';
import {networkOf} from '../../../../src/cluster/plan/plan-network.ts';
import {stateOfStatus} from '../../../../src/cluster/status/probe-api-server.ts';
import {readStatus, type StatusDeps} from '../../../../src/cluster/status/read-status.ts';
import type {KubeApi} from '../../../../src/kube/kube-api.ts';
import {silence} from '../../../../src/kube/kube-api-error.ts';
import {silentProgress} from '../../../../src/progress/silent-progress.ts';
import {FakeEngine} from '../../../fakes/fake-engine.ts';
import {sampleSpec} from './sample-state.ts';

const {signal} = new AbortController();

it.each([
  ['200', 'Running'],
  ['500', 'Error'],
  ['000', 'Stopped'],
  ['', 'Stopped'],
])('an answer of "%s" means %s', (answer, state) => {
  expect(stateOfStatus(answer)).toBe(state);
});

/** Three control planes, of which the second's API server does not answer; the published port leads to any that does. */
const spec = {...sampleSpec('dev', 0), nodes: Array.from({length: 3}, () => sampleSpec('dev', 0).nodes).flat()};
const answers = (host: string | undefined): boolean => host !== '172.30.4.11';

function deps(isNear: boolean): StatusDeps {
  const engine = new FakeEngine();
  const {name, subnet, labels} = networkOf(spec);
  engine.addNetwork({name, labels, subnet});
  for (const node of numberNodes('dev', spec.nodes)) engine.addContainer(node.name, nodeLabels('dev', node));
  const shell = (node: string) => ({
    tryRun: async (argv: readonly string[]) => ({
      exitCode: 0,
      stderr: '',
      stdout: argv.join(' ').includes('curl') ? (node === 'dev-control-plane2' ? '000' : '200') : 'active\nUse%\n 5%\n',
    }),
  });
  const entry = {name: 'dev', server: 'https://127.0.0.1:16450', caData: '', clientCertData: '', clientKeyData: ''};
  return {
    engine: engine.port,
    progress: silentProgress,
    signal,
    kubeconfig: {read: () => entry},
    vicinity: {hasAddress: () => isNear, isListening: async () => true, usedPercent: async () => 5},
    shellOf: shell,
    kubeApi: (_: unknown, connect?: {host: string}): Partial<KubeApi> => ({
      close: () => {},
      getText: async () => {
        if (answers(connect?.host)) return 'ok';
        throw silence('https://172.30.4.11', Object.assign(new Error('refused'), {code: 'ECONNREFUSED'}));
      },
    }),
  } as unknown as StatusDeps;
}

describe('of several control planes', () => {
  it.each([true, false])('each says how its own API server is; the nodes are near: %s', async (isNear) => {
    const {nodes} = await readStatus('dev', undefined, deps(isNear));
    expect(nodes.map(({apiServer}) => apiServer)).toEqual(['Running', 'Stopped', 'Running']);
  });
});
