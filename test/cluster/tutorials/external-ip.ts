import {describe, expect, test} from 'vitest';
import type {Walk} from './walk.ts';

/** https://kubernetes.io/docs/tutorials/stateless-application/expose-external-ip-address/. `opens`: the reader opens the tunnel, for the cluster has none. */
export function walkExternalIp(walk: () => Walk, {opens}: {readonly opens: boolean}): void {
  describe('Exposing an External IP Address', () => {
    test('five replicas answer at the address that the tunnel gives the Service', async () => {
      if (opens) await walk().run('flotilla tunnel --detach');
      await walk().run('kubectl delete service my-service --ignore-not-found');
      await walk().run('kubectl apply -f load-balancer-example.yaml');
      await walk().see('kubectl get deployments hello-world', /^hello-world +5\/5 /m);
      expect(await walk().run('kubectl describe deployments hello-world')).toMatch(/5 desired \| 5 updated \| 5 total \| 5 available/);
      expect(await walk().run('kubectl get replicasets')).toMatch(/^hello-world-\S+ +5 +5 +5 /m);
      await walk().run('kubectl expose deployment hello-world --type=LoadBalancer --name=my-service');
      await walk().see('kubectl get services my-service', /^my-service +LoadBalancer +\S+ +\d+\.\d+\.\d+\.\d+ +8080:3\d+\/TCP/m);
      expect(await walk().run('kubectl describe services my-service')).toMatch(/LoadBalancer Ingress: +\d+\.\d+\.\d+\.\d+/);
      const address = `$(kubectl get service my-service -o jsonpath='{.status.loadBalancer.ingress[0].ip}')`;
      await walk().see(`curl -s --max-time 5 http://${address}:8080`, /^Hello, world!\nVersion: 2\.0\.0\nHostname: hello-world-/);
      await walk().run('kubectl delete services my-service && kubectl delete deployment hello-world');
      if (opens) await walk().run('flotilla tunnel stop');
    });
  });
}
