import {expect, it} from 'vitest';
import {imageName} from '../../../../src/images/user-images/image-name.ts';

it.each([
  ['nginx', 'docker.io/library/nginx:latest'],
  ['nginx:1.29', 'docker.io/library/nginx:1.29'],
  ['rancher/local-path-provisioner:v0.0.30', 'docker.io/rancher/local-path-provisioner:v0.0.30'],
  ['docker.io/nginx', 'docker.io/library/nginx:latest'],
  ['index.docker.io/library/nginx', 'docker.io/library/nginx:latest'],
  ['localhost:5001/app', 'localhost:5001/app:latest'],
  ['localhost/app:dev', 'localhost/app:dev'],
  ['registry.k8s.io/coredns/coredns:v1.14.6', 'registry.k8s.io/coredns/coredns:v1.14.6'],
  [`app@sha256:${'a'.repeat(64)}`, `docker.io/library/app@sha256:${'a'.repeat(64)}`],
])('%s is %s', (given, name) => {
  expect(imageName(given)).toBe(name);
});

it.each(['', 'UPPER', 'a b', 'x:y:z'])('"%s" names no image', (given) => {
  expect(() => imageName(given)).toThrow(expect.objectContaining({id: 'E_USAGE'}));
});
