import {describe, expect, test} from 'vitest';
import {fileNames} from '../../../../src/cluster/spec/inline-files.ts';
import {readSpec} from '../../../../src/cluster/spec/read-spec.ts';
import {parseSpecFile} from '../../../../src/cluster/spec/spec-file.ts';

const head = 'apiVersion: flotilla.dev/v1alpha1\nkind: Cluster\n';
const policy = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: None}]\n';
const objects =
  'apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n---\n# empty\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: b}\n';
const read = (text: string, texts = {}) =>
  readSpec({yaml: {text: head + text, fileName: 'c.yaml', files: {folder: '/home/me', texts}}, flags: {}});

test('only fields that take files, and hold one line, name files', () => {
  const text = `${head}auditPolicy: audit.yaml
admissionConfiguration: |
  kind: AdmissionConfiguration
caCertificates: [ca.pem, other/ca.pem, ca.pem]
manifests: [app.yaml, {name: inline, text: b.yaml}]
networking: {cni: calico.yaml}
name: audit.yaml
`;
  expect(fileNames(parseSpecFile(text, 'c.yaml').raw)).toEqual(['audit.yaml', 'calico.yaml', 'ca.pem', 'other/ca.pem', 'app.yaml']);
  expect(fileNames({networking: {cni: 'none'}, manifests: 'x'})).toEqual([]);
});

test('texts of files take the place of their names', () => {
  const spec = read('auditPolicy: audit.yaml\nmanifests: [apps/app.yaml]\nnetworking: {cni: net.yaml}\n', {
    'audit.yaml': {text: policy},
    'apps/app.yaml': {text: objects},
    'net.yaml': {text: objects},
  });
  expect(spec).toMatchObject({auditPolicy: policy, manifests: [{name: 'app.yaml', text: objects}], networking: {cni: objects}});
});

test('relative paths of mounts start from the folder of the file', () => {
  const spec = read(`mounts: [{hostPath: ./data, nodePath: /data}, {hostPath: /abs, nodePath: /abs}]
nodes: [{role: control-plane, mounts: [{hostPath: ../up, nodePath: /up}, {hostPath: ., nodePath: /here}]}]\n`);
  expect(spec.mounts.map(({hostPath}) => hostPath)).toEqual(['/home/me/data', '/abs']);
  expect(spec.nodes[0]?.mounts.map(({hostPath}) => hostPath)).toEqual(['/home/up', '/home/me']);
});

describe('what is wrong with files is said at the place of their name', () => {
  test.each<[string, object, string]>([
    [
      'auditPolicy: no.yaml',
      {'no.yaml': {problem: 'there is none'}},
      'c.yaml:3:14 auditPolicy: the file no.yaml cannot be read: there is none.',
    ],
    ['auditPolicy: a.yaml', {'a.yaml': {text: objects}}, 'c.yaml:3:14 auditPolicy: is not YAML with kind: Policy.'],
    ['manifests: [a.yaml]', {'a.yaml': {text: 'a: [\n'}}, 'c.yaml:3:13 manifests[0].text: is not YAML of Kubernetes objects.'],
    ['manifests: [a.yaml]', {'a.yaml': {text: '\n'}}, 'c.yaml:3:13 manifests[0].text: holds no Kubernetes object.'],
    [
      'manifests: [a.yaml]',
      {'a.yaml': {text: 'apiVersion: v1\nkind: Secret\n'}},
      'c.yaml:3:13 manifests[0].text: holds a Secret, and the specification is no place for one: use kubectl apply.',
    ],
    [
      'caCertificates: [a.pem]',
      {'a.pem': {text: 'hello\n'}},
      'c.yaml:3:18 caCertificates[0]: is no certificate in PEM form (-----BEGIN CERTIFICATE-----).',
    ],
    [
      'caCertificates: [a.pem]',
      {'a.pem': {text: '-----BEGIN PRIVATE KEY-----\nx\n'}},
      'c.yaml:3:18 caCertificates[0]: holds a private key; name the file of the certificate alone.',
    ],
  ])('%s', (text, texts, message) => expect(() => read(`${text}\n`, texts)).toThrow(message));
});
