import {describe, expect, test} from 'vitest';
import type {Walk} from './walk.ts';

const ask = 'kubectl exec redis -- redis-cli CONFIG GET maxmemory && kubectl exec redis -- redis-cli CONFIG GET maxmemory-policy';

/** https://kubernetes.io/docs/tutorials/configuration/configure-redis-using-configmap/ as it is today, and with the kustomization of before. */
export function walkRedisConfigMap(walk: () => Walk): void {
  describe('Configuring Redis using a ConfigMap', () => {
    test('a pod reads its configuration when it starts, and not before', async () => {
      await walk().run('kubectl apply -f empty-redis-config.yaml && kubectl apply -f redis-pod.yaml');
      await walk().see(
        'kubectl get pod/redis configmap/example-redis-config',
        /pod\/redis +1\/1 +Running[\s\S]*configmap\/example-redis-config +1 /,
      );
      await walk().see(ask, /maxmemory\n0\nmaxmemory-policy\nnoeviction/);
      await walk().run('kubectl apply -f example-redis-config.yaml');
      expect(await walk().run('kubectl describe configmap/example-redis-config')).toMatch(/maxmemory 2mb\nmaxmemory-policy allkeys-lru/);
      expect(await walk().run(ask)).toMatch(/maxmemory\n0\nmaxmemory-policy\nnoeviction/);
      await walk().run('kubectl delete pod redis && kubectl apply -f redis-pod.yaml');
      await walk().see(ask, /maxmemory\n2097152\nmaxmemory-policy\nallkeys-lru/);
      await walk().run('kubectl delete pod/redis configmap/example-redis-config');
    });

    test('a kustomization makes the ConfigMap from a file', async () => {
      await walk().run('cp redis-pod.yaml redis-kustomization/ && kubectl apply -k redis-kustomization');
      expect(await walk().run('kubectl get -k redis-kustomization')).toMatch(/configmap\/example-redis-config-\w+ +1 [\s\S]*pod\/redis /);
      await walk().see(ask, /maxmemory\n2097152\nmaxmemory-policy\nallkeys-lru/);
      await walk().run('kubectl delete -k redis-kustomization');
    });
  });
}
