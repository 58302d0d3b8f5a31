import {describe, expect, it} from 'vitest';
import {componentsFor, readCatalogue} from '../../../src/images/catalogue.ts';
import {builtName} from '../../../src/images/sources/go/build-group.ts';
import {type PlanInput, planBuilds} from '../../../src/images/sources/go/build-plan.ts';
import {isAtLeast} from '../../../src/images/sources/go/go-toolchain.ts';
import {throwawayGoMod} from '../../../src/images/sources/go/throwaway-module.ts';

const components = componentsFor(await readCatalogue(), 'v1.37.2', 'amd64');

function plan(changes: Partial<PlanInput> & {names: string[]}) {
  const {names, ...rest} = changes;
  return planBuilds({components, wanted: new Set(names), goVersion: '1.26.8', architecture: 'amd64', sourceDigests: {pause: 'a'}, ...rest});
}

describe('the plan of Go builds', () => {
  it('builds all Kubernetes programs at once, whichever is wanted, under the same key', () => {
    const [kubelet] = plan({names: ['kubelet']});
    const [first, second] = plan({names: ['runc', 'kube-proxy', 'kubeadm']});
    expect([...(kubelet?.components.keys() ?? [])]).toEqual(
      expect.arrayContaining([
        'kubeadm',
        'kubelet',
        'kubectl',
        'kube-apiserver',
        'kube-controller-manager',
        'kube-scheduler',
        'kube-proxy',
      ]),
    );
    expect(first?.key).toBe(kubelet?.key);
    expect([...(second?.components.keys() ?? [])]).toEqual(['runc']);
  });

  it('changes the key with everything that decides the content, and with nothing else', () => {
    const key = (changes: Partial<PlanInput>) => plan({names: ['pause'], ...changes})[0]?.key;
    const unchanged = key({});
    expect(plan({names: ['pause', 'runc']}).map((group) => group.key)).toContain(unchanged);
    const changed = [key({goVersion: '1.26.9'}), key({architecture: 'arm64'}), key({sourceDigests: {pause: 'b'}})];
    expect(new Set([unchanged, ...changed]).size).toBe(4);
  });

  it('keeps a build of several programs of one component together', () => {
    const [cni] = plan({names: ['cni-plugins']});
    expect(cni?.components.get('host-local')).toBe('cni-plugins');
    expect(cni?.components.size).toBe(8);
  });

  it('builds what shares its modules and flags at once, and what needs C apart', () => {
    const programs = (name: string) => [...(plan({names: [name]})[0]?.components.keys() ?? [])];
    expect(programs('filebeat')).toEqual(['filebeat', 'metricbeat']);
    expect(programs('packetbeat')).toEqual(['packetbeat']);
  });

  it.each([
    ['go.etcd.io/etcd/server/v3', 'server'],
    ['github.com/containerd/containerd/v2/cmd/ctr', 'ctr'],
    ['github.com/coredns/coredns', 'coredns'],
  ])('knows what go build calls %s', (path, name) => expect(builtName(path)).toBe(name));

  it.each([
    ['1.26.8', '1.26.0', true],
    ['1.26', '1.26.0', true],
    ['1.27rc1', '1.26.8', true],
    ['1.9.9', '1.26.0', false],
    ['1.25.12', '1.26.0', false],
  ])('compares Go %s with %s', (have, want, expected) => expect(isAtLeast(have, want)).toBe(expected));
});

describe('the throw-away main module', () => {
  const upstream = {
    Go: '1.26.0',
    Replace: [
      {Old: {Path: 'k8s.io/api'}, New: {Path: './staging/src/k8s.io/api'}},
      {Old: {Path: 'example.org/a', Version: 'v1.0.0'}, New: {Path: 'example.org/b', Version: 'v2.0.0'}},
    ],
    Exclude: [{Path: 'example.org/bad', Version: 'v0.1.0'}],
  };

  it('says again what only counts in a main module', () => {
    const input = {
      modules: ['k8s.io/kubernetes'],
      version: 'v1.37.2',
      upstream,
      upstreamText: 'godebug default=go1.26\n',
      localReplaces: 'v0.37.2',
    };
    expect(throwawayGoMod(input).split('\n')).toEqual([
      'module flotilla.invalid/build',
      'go 1.26.0',
      'godebug default=go1.26',
      'require k8s.io/kubernetes v1.37.2',
      'replace k8s.io/api => k8s.io/api v0.37.2',
      'replace example.org/a v1.0.0 => example.org/b v2.0.0',
      'exclude example.org/bad v0.1.0',
      '',
    ]);
  });

  it('drops replacements by folders when the modules are published, and reads blocks of debug settings', () => {
    const input = {modules: ['a/v3', 'b/v3'], version: 'v3.7.0', upstream, upstreamText: 'godebug (\n\tdefault=go1.25\n\tpanicnil=1\n)\n'};
    const lines = throwawayGoMod(input).split('\n');
    expect(lines).not.toContainEqual(expect.stringContaining('k8s.io/api'));
    expect(lines).toEqual(
      expect.arrayContaining(['godebug default=go1.25', 'godebug panicnil=1', 'require a/v3 v3.7.0', 'require b/v3 v3.7.0']),
    );
  });
});
