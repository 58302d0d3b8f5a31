import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {hostsTomls} from '../../../../src/cluster/plan/hosts-toml.ts';
import {localRegistryHosting} from '../../../../src/cluster/plan/local-registry.ts';
import {registryFiles} from '../../../../src/cluster/plan/registry-files.ts';
import {warnOfRegistryNetworks} from '../../../../src/cluster/registry/warn-of-registry-networks.ts';
import {recordProgress} from '../../../fakes/recorded-progress.ts';

const nothing = {registryMirrors: {}, insecureRegistries: [], caCertificates: [], containerdConfigPatches: []};
const pem = readFileSync(join(import.meta.dirname, '../../../fixtures/tls/ca.pem'), 'utf8');

describe('hosts.toml', () => {
  it('asks mirrors before the registry itself', () => {
    const files = hostsTomls({...nothing, registryMirrors: {'docker.io': ['https://one.example/', 'http://two.example:5000']}});
    expect([...files]).toEqual([
      [
        'docker.io',
        `server = "https://registry-1.docker.io"

[host."https://one.example"]
  capabilities = ["pull", "resolve"]

[host."http://two.example:5000"]
  capabilities = ["pull", "resolve"]
`,
      ],
    ]);
  });

  it('takes any certificate, or no TLS, of an insecure registry, also as a mirror', () => {
    const files = hostsTomls({registryMirrors: {'quay.io': ['https://plain.example:5000']}, insecureRegistries: ['plain.example:5000']});
    expect(files.get('quay.io')).toContain(
      '[host."https://plain.example:5000"]\n  capabilities = ["pull", "resolve"]\n  skip_verify = true\n',
    );
    expect(files.get('plain.example:5000')).toBe(`server = "https://plain.example:5000"

[host."https://plain.example:5000"]
  capabilities = ["pull", "resolve"]
  skip_verify = true

[host."http://plain.example:5000"]
  capabilities = ["pull", "resolve"]
`);
  });

  it('can be for all registries, and takes a whole path as it is', () => {
    const files = hostsTomls({...nothing, registryMirrors: {'*': ['https://cache.example/v2/all']}});
    expect(files.get('_default')).toBe(`[host."https://cache.example/v2/all"]
  capabilities = ["pull", "resolve"]
  override_path = true
`);
  });

  it('leads every name of the local registry to its container', () => {
    const files = hostsTomls({...nothing, localRegistry: {port: 5002}});
    expect([...files.keys()]).toEqual(['localhost:5002', '127.0.0.1:5002', 'registry.flotilla.internal:5000']);
    for (const text of files.values()) expect(text).toContain('[host."http://registry.flotilla.internal:5000"]');
    expect(localRegistryHosting(5002)).toContain('host: "localhost:5002"\n');
  });

  it('does not exist for networks, of which the user is told', () => {
    const spec = {...nothing, insecureRegistries: ['10.0.0.0/24']};
    expect(hostsTomls(spec).size).toBe(0);
    const progress = recordProgress();
    warnOfRegistryNetworks(spec, progress);
    expect(progress.told.join()).toContain('10.0.0.0/24 has no effect');
  });
});

describe('files of a node', () => {
  it('are none when nothing was said about registries', () => {
    expect(registryFiles(nothing)).toEqual([]);
  });

  it('hold each certificate once and alone', () => {
    const other = pem.replace('M', 'N');
    const files = registryFiles({...nothing, caCertificates: [`words before\n${pem}${other}`, pem]});
    expect(files.map(({name}) => name)).toEqual(['ca-certificates/cluster-1.crt', 'ca-certificates/cluster-2.crt']);
    for (const {content} of files) expect(content).toMatch(/^-----BEGIN CERTIFICATE-----\n[^-]+-----END CERTIFICATE-----\n$/);
  });

  it('give each patch of containerd a version, which containerd wants in every file', () => {
    const patches = ['[plugins."io.containerd.grpc.v1.cri"]\n  x = 1', '[plugins."io.containerd.cri.v1.images"]\n  y = 1', 'version = 2\n'];
    const files = registryFiles({...nothing, containerdConfigPatches: patches});
    expect(files.map(({name, content}) => [name, content.split('\n')[0]])).toEqual([
      ['containerd/flotilla-01.toml', 'version = 2'],
      ['containerd/flotilla-02.toml', 'version = 3'],
      ['containerd/flotilla-03.toml', 'version = 2'],
    ]);
  });
});
