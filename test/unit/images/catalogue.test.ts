import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {componentsFor, parseCatalogue, readCatalogue, versionParts} from '../../../src/images/catalogue.ts';
import {imagesFolder} from '../../../src/images/images-folder.ts';

const catalogue = await readCatalogue();

function find(kubernetesVersion: string, name: string) {
  const component = componentsFor(catalogue, kubernetesVersion, 'amd64').find((candidate) => candidate.name === name);
  if (!component) throw new Error(`no ${name}`);
  return component;
}

describe('the component catalogue', () => {
  it.each([
    ['kube-apiserver', 'registry.k8s.io/kube-apiserver:v1.37.2'],
    ['etcd', 'registry.k8s.io/etcd:3.7.0-0'],
    ['coredns', 'registry.k8s.io/coredns/coredns:v1.14.6'],
    ['pause', 'registry.k8s.io/pause:3.10.2'],
  ])('names the image of %s as kubeadm 1.37 asks for it', (name, reference) => {
    expect(find('v1.37.2', name).image?.reference).toBe(reference);
  });

  it('follows the version of Kubernetes where kubeadm does', () => {
    expect(find('v1.36.3', 'etcd').image?.reference).toBe('registry.k8s.io/etcd:3.6.8-0');
    expect(find('v1.35.4', 'pause').image?.reference).toBe('registry.k8s.io/pause:3.10.1');
    expect(find('v1.36.3', 'containerd').version).toBe(find('v1.37.2', 'containerd').version);
  });

  it('shares the flags of the Kubernetes programs and keeps their packages apart', () => {
    expect(find('v1.37.2', 'kubelet').go?.packages).toEqual({kubelet: 'k8s.io/kubernetes/cmd/kubelet'});
    expect(find('v1.37.2', 'kubelet').go?.ldflags).toContain('-X k8s.io/component-base/version.gitVersion=v1.37.2');
    expect(find('v1.37.2', 'kubelet').go?.localReplaces).toBe('v0.37.2');
  });

  it('leaves the mirrors for the release source to fill', () => {
    expect(find('v1.37.2', 'kubelet').release?.url).toMatch(/^\$\{binaryMirror\}\/v1\.37\.2\/bin\/linux\/amd64\/kubelet$/);
  });

  it('refuses a Kubernetes version whose components it does not know', () => {
    expect(() => componentsFor(catalogue, 'v1.12.0', 'amd64')).toThrow(expect.objectContaining({id: 'E_VERSION_UNSUPPORTED'}));
  });

  it('says which place of the file is wrong', async () => {
    const text = await readFile(join(imagesFolder(), 'components.yaml'), 'utf8');
    const broken = text.replace('version: v1.5.2', 'version: newest');
    expect(() => parseCatalogue(broken, 'x.yaml')).toThrow(
      expect.objectContaining({id: 'E_CONFIG', details: expect.arrayContaining([expect.stringContaining('version')])}),
    );
  });

  it('refuses two components of one name and unknown keys', () => {
    const one = '{name: a, version: v1.0.0, image: {reference: "x/a:1", packages: [a]}}';
    expect(() => parseCatalogue(`{go: {minimum: '1', toolchain: '1'}, components: [${one}, ${one}]}`, 'x.yaml')).toThrow(/not valid/);
    expect(() => parseCatalogue(`{go: {minimum: '1', toolchain: '1'}, surprise: 1, components: [${one}]}`, 'x.yaml')).toThrow(/not valid/);
    expect(parseCatalogue(`{go: {minimum: '1', toolchain: '1'}, components: [${one}]}`, 'x.yaml').components).toHaveLength(1);
  });

  it('reads only whole versions', () => {
    expect(versionParts('v1.37.2')).toMatchObject({number: '1.37.2', major: '1', minor: '37', patch: '2'});
    expect(() => versionParts('1.37')).toThrow(expect.objectContaining({id: 'E_USAGE'}));
  });
});
