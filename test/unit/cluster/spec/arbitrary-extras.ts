import fc from 'fast-check';
import type {ClusterSpec} from '../../../../src/cluster/spec/cluster-spec.ts';
import type {Json6902Patch, NodeMount, NodePort, Overrides} from '../../../../src/cluster/spec/node-spec.ts';

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const host = word.map((name) => `${name}.example.org`);
const url = host.map((name) => `http://${name}:3128`);

export const mount: fc.Arbitrary<NodeMount> = fc.record({
  hostPath: word.map((name) => `/host/${name}`),
  nodePath: word.map((name) => `/node/${name}`),
  readOnly: fc.boolean(),
  propagation: fc.constantFrom('None', 'HostToContainer', 'Bidirectional'),
});

export const port: fc.Arbitrary<NodePort> = fc.record({
  nodePort: fc.integer({min: 1, max: 65_535}),
  hostPort: fc.integer({min: 0, max: 65_535}),
  hostAddress: fc.ipV4(),
  protocol: fc.constantFrom('tcp', 'udp', 'sctp'),
});

/** Settings as they are in YAML: what JSON can say. */
export const overrides: fc.Arbitrary<Overrides> = fc
  .dictionary(word, fc.jsonValue({maxDepth: 2}), {noNullPrototype: true, maxKeys: 3})
  .map((fields) => JSON.parse(JSON.stringify(fields)) as Overrides)
  // Readers of YAML drop a key of this name, for good reason.
  .filter((fields) => !('kind' in fields) && !JSON.stringify(fields).includes('__proto__'));

export const mergePatch = word.map((name) => `kind: ClusterConfiguration\nscheduler:\n  extraArgs:\n    ${name}: "1"\n`);
export const jsonPatch: fc.Arbitrary<Json6902Patch> = fc.record({
  group: fc.constant('kubeadm.k8s.io'),
  version: fc.constant('v1beta4'),
  kind: fc.constant('ClusterConfiguration'),
  patch: word.map((name) => `- op: add\n  path: /scheduler/${name}\n  value: 1\n`),
});

const arguments_ = fc.dictionary(word, fc.string(), {noNullPrototype: true, maxKeys: 2});

/** Fields besides those that say what the nodes and networks are. */
export const arbitraryExtras = {
  mounts: fc.array(mount, {maxLength: 2}),
  kubelet: overrides,
  kubeadmPatches: fc.array(mergePatch, {maxLength: 2}),
  kubeadmPatchesJSON6902: fc.array(jsonPatch, {maxLength: 2}),
  componentArguments: fc.record({
    apiServer: arguments_,
    controllerManager: arguments_,
    scheduler: arguments_,
    etcd: arguments_,
    kubelet: fc.dictionary(word, word, {noNullPrototype: true, maxKeys: 2}),
    kubeProxy: arguments_,
  }),
  admissionConfiguration: fc.constant('apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\nplugins: []\n'),
  auditPolicy: fc.constant('apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Metadata}]\n'),
  registryMirrors: fc.dictionary(host, fc.array(url, {maxLength: 2}), {noNullPrototype: true, maxKeys: 2}),
  insecureRegistries: fc.uniqueArray(host, {maxLength: 2}),
  caCertificates: fc.uniqueArray(
    fc.base64String({minLength: 40}).map((text) => `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`),
    {maxLength: 2},
  ),
  proxy: fc.record({httpProxy: url, httpsProxy: url, noProxy: host}, {requiredKeys: []}),
  localRegistry: fc.record({port: fc.integer({min: 1, max: 65_535})}),
  containerdConfigPatches: fc.array(
    word.map((name) => `[plugins.${name}]\nkey = 1\n`),
    {maxLength: 2},
  ),
  hostAliases: fc.array(fc.record({ip: fc.ipV4(), hostnames: fc.array(host, {minLength: 1, maxLength: 2})}), {maxLength: 2}),
  manifests: fc.array(fc.record({name: word, text: word.map((name) => `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}}\n`)}), {
    maxLength: 2,
  }),
  apparmorProfiles: fc.array(
    word.map((name) => `profile ${name} {\n  file,\n}\n`),
    {maxLength: 2},
  ),
  certificateValidity: fc.integer({min: 1, max: 100_000}).map((hours) => `${hours}h`),
} satisfies {[K in keyof ClusterSpec]?: fc.Arbitrary<ClusterSpec[K]>};
