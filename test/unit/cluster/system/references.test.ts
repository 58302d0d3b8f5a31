import {describe, expect, test} from 'vitest';
import {systemObjects} from '../../../../src/cluster/system/system-objects.ts';
import type {Manifest} from '../../../../src/kube/manifests/manifest.ts';
import {samplePlan} from '../../../fakes/sample-plan.ts';

const plan = samplePlan({nodes: 3, networkPolicy: true});
const images = [
  'registry.k8s.io/networking/kube-network-policies:v1',
  'registry.k8s.io/coredns/coredns:v1',
  'docker.io/rancher/local-path-provisioner:v1',
  'docker.io/library/busybox:1',
];
const objects = systemObjects(plan, images);

const keyOf = (kind: string, name: string, namespace = ''): string => `${kind} ${namespace}/${name}`;
const keys = new Set(objects.map(({kind, metadata}) => keyOf(kind, metadata.name, metadata.namespace)));

/** All values of a field, however deep. */
function valuesOf(field: string, value: unknown): unknown[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === field ? [inner] : valuesOf(field, inner)));
}

const podOwners = objects.filter(({kind}) => kind === 'Deployment' || kind === 'DaemonSet');

describe("the system's objects", () => {
  test('have names that Kubernetes accepts, each once', () => {
    expect(keys.size).toBe(objects.length);
    for (const {metadata, kind} of objects) {
      expect(metadata.name).toMatch(/Role(Binding)?$/.test(kind) ? /^[a-z0-9:-]+$/ : /^[a-z0-9-]{1,63}$/);
    }
  });

  test.each(podOwners.map((object) => [object.metadata.name, object] as const))('%s refers to what is there', (_name, object: Manifest) => {
    const there = (kind: string, name: unknown): void => expect(keys).toContain(keyOf(kind, String(name), 'kube-system'));
    for (const name of valuesOf('serviceAccountName', object)) there('ServiceAccount', name);
    for (const configMap of valuesOf('configMap', object) as {name: string}[]) there('ConfigMap', configMap.name);
    const [mounted, volumes] = [valuesOf('volumeMounts', object).flat(), valuesOf('volumes', object).flat()] as {name: string}[][];
    expect(new Set(mounted?.map(({name}) => name))).toEqual(new Set(volumes?.map(({name}) => name)));
  });

  test('bind roles that are there or that Kubernetes has, to accounts that are there', () => {
    const bindings = objects.filter(({kind}) => kind.endsWith('RoleBinding')) as (Manifest & {
      readonly roleRef: {readonly kind: string; readonly name: string};
      readonly subjects: readonly {readonly kind: string; readonly name: string; readonly namespace: string}[];
    })[];
    expect(bindings.length).toBeGreaterThan(2);
    for (const {roleRef, subjects, metadata} of bindings) {
      const isBuiltIn = roleRef.name === 'system:node-proxier';
      expect(isBuiltIn || keys.has(keyOf(roleRef.kind, roleRef.name, metadata.namespace))).toBe(true);
      for (const {kind, name, namespace} of subjects) {
        if (kind === 'Group') expect(name).toMatch(/^system:/);
        else expect(keys).toContain(keyOf('ServiceAccount', name, namespace));
      }
    }
  });

  test('select the pods that their templates make', () => {
    for (const object of podOwners) {
      const {selector, template} = (object as {spec?: unknown}).spec as {
        readonly selector: {readonly matchLabels: Readonly<Record<string, string>>};
        readonly template: {readonly metadata: {readonly labels: Readonly<Record<string, string>>}};
      };
      expect(template.metadata.labels).toMatchObject(selector.matchLabels);
    }
  });

  test('are one replica of DNS where there is one node, and the asked kube-proxy mode', () => {
    const small = systemObjects(samplePlan({kubeProxyMode: 'nftables'}), images);
    expect(small.find(({kind, metadata}) => kind === 'Deployment' && metadata.name === 'coredns')).toMatchObject({spec: {replicas: 1}});
    const config = small.find(({kind, metadata}) => kind === 'ConfigMap' && metadata.name === 'kube-proxy') as unknown as {
      readonly data: Readonly<Record<string, string>>;
    };
    expect(config.data['config.conf']).toMatch(/^mode: nftables$/m);
  });
});
