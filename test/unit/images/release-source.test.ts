import {describe, expect, it} from 'vitest';
import {checksumFor} from '../../../src/images/sources/release/checksum-file.ts';
import {mirrorReference, parseReference} from '../../../src/images/sources/release/image-reference.ts';
import {baseUrl} from '../../../src/images/sources/release/registry-client.ts';
import {parseChallenge} from '../../../src/images/sources/release/registry-token.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const [sumA, sumB] = ['a'.repeat(64), 'b'.repeat(64)];

describe('image references', () => {
  it.each([
    ['busybox', {registry: 'docker.io', repository: 'library/busybox', tag: 'latest'}],
    ['rancher/x:v1', {registry: 'docker.io', repository: 'rancher/x', tag: 'v1'}],
    ['registry.k8s.io/coredns/coredns:v1.14.6', {registry: 'registry.k8s.io', repository: 'coredns/coredns', tag: 'v1.14.6'}],
    ['localhost:5000/a', {registry: 'localhost:5000', repository: 'a', tag: 'latest'}],
    [`127.0.0.1:5000/a/b@${digest}`, {registry: '127.0.0.1:5000', repository: 'a/b', digest}],
    [`quay.io/a:1@${digest}`, {registry: 'quay.io', repository: 'a', tag: '1', digest}],
  ])('reads %s', (text, parts) => expect(parseReference(text)).toEqual(parts));

  it.each(['', 'a b', 'Upper/Case', 'a@sha256:12'])('refuses "%s"', (text) => {
    expect(() => parseReference(text)).toThrow(expect.objectContaining({id: 'E_USAGE'}));
  });

  it('puts a mirror in place of the registry', () => {
    expect(mirrorReference('registry.k8s.io/coredns/coredns:v1', 'mirror.local:5000/k8s/')).toBe(
      'mirror.local:5000/k8s/coredns/coredns:v1',
    );
    expect(mirrorReference('registry.k8s.io/pause:3', undefined)).toBe('registry.k8s.io/pause:3');
  });

  it('speaks plain HTTP to this machine only', () => {
    expect(baseUrl('127.0.0.1:5000')).toBe('http://127.0.0.1:5000');
    expect(baseUrl('127.0.0.1.example.org')).toBe('https://127.0.0.1.example.org');
    expect(baseUrl('docker.io')).toBe('https://registry-1.docker.io');
  });
});

describe('checksum files', () => {
  it.each([
    ['the sum alone', `${sumA}\n`],
    ['one line', `${sumA}  kubelet\n`],
    ['a binary mark', `${sumA} *kubelet\n`],
    ['many lines', `${sumB}  kubelet.exe\n${sumA}  ./bin/kubelet\n`],
  ])('are read with %s', (_form, text) => expect(checksumFor(text, 'kubelet')).toBe(sumA));

  it.each(['', 'Not Found', `${sumB}  kubectl\n`])('say nothing in "%s"', (text) => expect(checksumFor(text, 'kubelet')).toBeUndefined());
});

describe('the challenge of a registry', () => {
  it('names where to get a token and for what', () => {
    expect(parseChallenge('Bearer realm="https://auth.example/token",service="r",scope="repository:a/b:pull"')).toEqual({
      realm: 'https://auth.example/token',
      parameters: {service: 'r', scope: 'repository:a/b:pull'},
    });
  });

  it('is ignored when it asks for a password', () => expect(parseChallenge('Basic realm="x"')).toBeUndefined());
});
