import {describe, expect, test} from 'vitest';
import {dryRunDocument, dryRunText} from '../../../../src/cli/render/dry-run-document.ts';
import {readSpec} from '../../../../src/cluster/spec/read-spec.ts';
import {specSources} from '../../../../src/cluster/spec/spec-sources.ts';
import {dryRun} from '../../../../src/cluster/start/dry-run.ts';
import {AppError} from '../../../../src/errors/app-error.ts';
import {recordProgress} from '../../../fakes/recorded-progress.ts';

const signal = new AbortController().signal;
const engine = () => Promise.reject(new AppError('E_ENGINE_UNAVAILABLE', 'No container engine answers.'));

describe('without an engine', () => {
  const flags = {name: 'dev', nodes: 3, memory: '2g', port: ['8080:80']};
  const input = {flags};

  test('the plan is of what is likely, and says so', async () => {
    const spec = readSpec(input);
    const result = await dryRun(spec, new Set(), {engine, progress: recordProgress(), signal});
    const document = dryRunDocument(result, specSources(spec, input, new Set(['nodes'])));
    expect(document).toMatchObject({
      name: 'dev',
      exists: false,
      assumed: [expect.stringContaining('no container engine')],
      sources: {nodes: 'flag', name: 'environment', 'nodes[].memory': 'environment', featureGates: 'default'},
      plan: {
        volumes: ['dev-control-plane-var', 'dev-worker-var', 'dev-worker2-var', 'dev-shared'],
        nodes: [
          {
            name: 'dev-control-plane',
            addresses: ['172.30.0.10'],
            kubeadm: [{kind: 'ClusterConfiguration'}, {kind: 'InitConfiguration'}, {}],
          },
          {name: 'dev-worker', container: {memoryBytes: 2 * 1024 ** 3}},
          {name: 'dev-worker2'},
        ],
      },
    });
    expect(dryRunText(result, specSources(spec, input, new Set()))).toContain('name: dev-worker2');
  });

  test('what no cluster can be is refused', async () => {
    const text = 'apiVersion: flotilla.dev/v1alpha1\nkind: Cluster\nkubeadmPatches: ["kind: ClusterConfiguration\\nclusterName: x"]\n';
    const spec = readSpec({yaml: {text, fileName: 'c.yaml'}, flags: {}});
    await expect(dryRun(spec, new Set(), {engine, progress: recordProgress(), signal})).rejects.toMatchObject({id: 'E_CONFIG'});
  });

  test('other failures of the engine are not hidden', async () => {
    const broken = () => Promise.reject(new AppError('E_ENGINE', 'It broke.'));
    await expect(dryRun(readSpec(input), new Set(), {engine: broken, progress: recordProgress(), signal})).rejects.toMatchObject({
      id: 'E_ENGINE',
    });
  });
});
