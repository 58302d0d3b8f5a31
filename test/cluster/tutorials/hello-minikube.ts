import {describe, expect, test} from 'vitest';
import type {Walk} from './walk.ts';

/** https://kubernetes.io/docs/tutorials/hello-minikube/ but for its end, which stops and deletes the cluster. */
export function walkHelloMinikube(walk: () => Walk): void {
  describe('Hello Minikube', () => {
    test('a Deployment runs the sample, and its log and events are there', async () => {
      await walk().run('kubectl delete deployment hello-node --ignore-not-found');
      const image = 'registry.k8s.io/e2e-test-images/agnhost:2.53';
      await walk().run(`kubectl create deployment hello-node --image=${image} -- /agnhost netexec --http-port=8080`);
      await walk().see('kubectl get deployments', /^hello-node +1\/1 +1 +1 /m);
      await walk().see('kubectl get pods', /^hello-node-\S+ +1\/1 +Running +0 /m);
      await walk().see('kubectl get events', /Normal +Started +pod\/hello-node-/);
      expect(await walk().run('kubectl config view')).toMatch(/certificate-authority-data: DATA\+OMITTED[\s\S]*current-context: /);
      for (const line of ['Started HTTP server on port 8080', 'Started UDP server on port 8081'])
        await walk().see('kubectl logs deployment/hello-node', line);
    });

    test('a Service of type LoadBalancer is pending, and answers at the URL that flotilla prints', async () => {
      await walk().run('kubectl expose deployment hello-node --type=LoadBalancer --port=8080');
      expect(await walk().run('kubectl get services')).toMatch(/^hello-node +LoadBalancer +\S+ +<pending> +8080:3\d+\/TCP /m);
      expect(await walk().run('flotilla service hello-node')).toMatch(/http:\/\/\S+:3\d+/);
      await walk().see('curl -s $(flotilla service hello-node --url)', /^NOW: \d{4}-/);
    });

    test('metrics-server is enabled, measures the pods, and is disabled', async () => {
      expect(await walk().run('flotilla addons list')).toMatch(/metrics-server/);
      expect(await walk().run('flotilla addons enable metrics-server')).toMatch(/metrics-server/);
      const all = await walk().run('kubectl get pod,svc -n kube-system');
      expect(all).toMatch(/^pod\/metrics-server-\S+ +1\/1 +Running /m);
      expect(all).toMatch(/^service\/metrics-server +ClusterIP /m);
      await walk().see('kubectl top pods', /^hello-node-\S+ +\d+m +\d+Mi/m);
      await walk().run('flotilla addons disable metrics-server');
      expect(await walk().run('kubectl get deployments -n kube-system -o name')).not.toContain('metrics-server');
    });

    test('what was made is cleaned up', async () => {
      await walk().run('kubectl delete service hello-node && kubectl delete deployment hello-node');
      expect(await walk().run('kubectl get deployments,services')).not.toContain('hello-node');
    });
  });
}

/** The end of the tutorial. */
export function walkGoodbye(walk: () => Walk): void {
  describe('Hello Minikube, at its end', () => {
    test('the cluster is stopped and deleted', async () => {
      await walk().run('flotilla stop');
      expect(await walk().fail('flotilla status')).toMatch(/stopped/i);
      await walk().run('flotilla delete');
      expect(await walk().fail('flotilla status')).toMatch(/E_NOT_FOUND|no cluster/i);
    });
  });
}
