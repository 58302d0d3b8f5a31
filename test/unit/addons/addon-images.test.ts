import {expect, it} from 'vitest';
import {chooseImages, imagesOf, withImages} from '../../../src/addons/addon-images.ts';
import type {KubeObject} from '../../../src/kube/kube-types.ts';

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {name: 'd'},
  spec: {
    replicas: 1,
    template: {
      spec: {
        initContainers: [{name: 'first', image: 'busybox'}],
        containers: [{name: 'metrics-server', image: 'registry.k8s.io/metrics-server/metrics-server:v1', args: ['--a']}],
      },
    },
  },
} as KubeObject;
const service: KubeObject = {apiVersion: 'v1', kind: 'Service', metadata: {name: 's'}};
const objects = [service, deployment];
const none = {images: {}, registries: {}};

it('images of an addon are those of its containers', () => {
  expect(imagesOf(objects)).toEqual([
    {name: 'first', image: 'busybox'},
    {name: 'metrics-server', image: 'registry.k8s.io/metrics-server/metrics-server:v1'},
  ]);
});

it('another image or registry is chosen by name, as minikube spells it too, stays, and is taken back', () => {
  const registries = {MetricsServer: 'localhost:5000'};
  expect(chooseImages(objects, {images: {}, registries})).toEqual({'metrics-server': 'localhost:5000/metrics-server/metrics-server:v1'});
  expect(chooseImages(objects, {images: {first: 'mine:dev'}, registries: {}})).toEqual({first: 'mine:dev'});
  expect(chooseImages(objects, {images: {first: 'a/b:1'}, registries: {first: 'r:5'}})).toEqual({first: 'r:5/a/b:1'});
  expect(chooseImages(objects, none, {first: 'mine:dev', gone: 'x'})).toEqual({first: 'mine:dev'});
  expect(chooseImages(objects, {images: {first: ''}, registries: {}}, {first: 'mine:dev'})).toEqual({});
});

it('containers run what was chosen, and nothing else changes', () => {
  expect(withImages(objects, {})).toBe(objects);
  const now = withImages(objects, {first: 'mine:dev'});
  expect(imagesOf(now).map(({image}) => image)).toEqual(['mine:dev', 'registry.k8s.io/metrics-server/metrics-server:v1']);
  expect(withImages(now, {first: 'busybox'})).toEqual(objects);
});
