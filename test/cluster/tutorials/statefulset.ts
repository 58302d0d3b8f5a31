import {describe, expect, test} from 'vitest';
import type {Walk} from './walk.ts';

const pods = 'kubectl get pods -l app=nginx --no-headers';
const running = (names: readonly string[]): RegExp => new RegExp(`^${names.map((name) => `${name} +1/1 +Running [^\\n]*`).join('\\n')}$`);
const web = (count: number): string[] => Array.from({length: count}, (_, index) => `web-${index}`);
const hostnames = 'for i in 0 1; do kubectl exec "web-$i" -- curl -s http://localhost/; done';
const imageOf = (pod: string): string => `kubectl get pod ${pod} --template '{{range $i, $c := .spec.containers}}{{$c.image}}{{end}}'`;
const patchImage = (tag: string): string =>
  `kubectl patch statefulset web --type='json' -p='[{"op": "replace", "path": "/spec/template/spec/containers/0/image", "value":"registry.k8s.io/nginx-slim:${tag}"}]'`;
const partition = (ordinal: number): string =>
  `kubectl patch statefulset web -p '{"spec":{"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"partition":${ordinal}}}}}'`;

/** https://kubernetes.io/docs/tutorials/stateful-application/basic-stateful-set/ */
export function walkStatefulSet(walk: () => Walk): void {
  /** The moments (seconds since 1970) at which the pods were made and became ready. */
  async function moments(): Promise<readonly {readonly name: string; readonly made: string; readonly ready: string}[]> {
    const path =
      '{range .items[*]}{.metadata.name} {.metadata.creationTimestamp} {.status.conditions[?(@.type=="Ready")].lastTransitionTime}{"\\n"}{end}';
    const lines = (await walk().run(`kubectl get pods -l app=nginx -o jsonpath='${path}'`)).trim().split('\n');
    return lines.map((line) => {
      const [name = '', made = '', ready = ''] = line.split(' ');
      return {name, made, ready};
    });
  }

  describe('StatefulSet Basics', () => {
    test('pods are made one after the other, with names and volumes of their own', async () => {
      await walk().run('kubectl apply -f web.yaml');
      await walk().see(pods, running(web(2)));
      expect(await walk().run('kubectl get service nginx')).toMatch(/^nginx +ClusterIP +None +<none> +80\/TCP /m);
      expect(await walk().run('kubectl get statefulset web')).toMatch(/^web +2\/2 /m);
      const [first, second] = await moments();
      expect(second?.made && first?.ready && second.made >= first.ready).toBe(true);
      expect(await walk().run(`for i in 0 1; do kubectl exec "web-$i" -- sh -c 'hostname'; done`)).toBe('web-0\nweb-1');
      expect(await walk().run('kubectl get pvc -l app=nginx')).toMatch(
        /^www-web-0 +Bound .* 1Gi +RWO [\s\S]*^www-web-1 +Bound .* 1Gi +RWO /m,
      );
    });

    test('names in DNS stay when pods are made anew', async () => {
      const names = 'kubectl run dns-test -i --rm --quiet --restart=Never --image=busybox:1.28 -- sh -c';
      const find = `${names} 'nslookup web-0.nginx.default.svc.cluster.local && nslookup web-1.nginx.default.svc.cluster.local'`;
      const addresses = async (): Promise<string> =>
        (await walk().run(`kubectl get pods -l app=nginx -o jsonpath='{range .items[*]}{.status.podIP} {end}'`)).trim();
      const [before] = [await addresses(), await walk().run('kubectl delete pod -l app=nginx')];
      await walk().see(pods, running(web(2)));
      const after = await addresses();
      expect(after).not.toBe(before);
      await walk().see(find, new RegExp(after.split(' ').join('[\\s\\S]*').replaceAll('.', '\\.')));
    });

    test('data stay when pods are deleted', async () => {
      await walk().run(`for i in 0 1; do kubectl exec "web-$i" -- sh -c 'echo "$(hostname)" > /usr/share/nginx/html/index.html'; done`);
      expect(await walk().run(hostnames)).toBe('web-0\nweb-1');
      await walk().run('kubectl delete pod -l app=nginx');
      await walk().see(pods, running(web(2)));
      await walk().see(hostnames, /^web-0\nweb-1$/);
    });

    test('it grows to five in order and shrinks to three; the claims of the others stay', async () => {
      await walk().run('kubectl scale sts web --replicas=5');
      await walk().see(pods, running(web(5)));
      const [, , third, fourth, fifth] = await moments();
      expect(fourth && third && fourth.made >= third.ready).toBe(true);
      expect(fifth && fourth && fifth.made >= fourth.ready).toBe(true);
      await walk().run(`kubectl patch sts web -p '{"spec":{"replicas":3}}'`);
      await walk().see(pods, running(web(3)));
      expect((await walk().run('kubectl get pvc -l app=nginx --no-headers')).split('\n')).toHaveLength(5);
    });

    test('an update goes from the last to the first', async () => {
      await walk().run(patchImage('0.24'));
      await walk().run('kubectl rollout status sts/web --timeout=2m');
      await walk().see(pods, running(web(3)));
      const [first, second, third] = await moments();
      expect(first && second && third && first.made >= second.ready && second.made >= third.ready).toBe(true);
      for (const pod of web(3)) expect(await walk().run(imageOf(pod))).toBe('registry.k8s.io/nginx-slim:0.24');
    });

    test('a partition stages an update, a canary gets it first, then all', async () => {
      await walk().run(`${partition(3)} && ${patchImage('0.21')}`);
      await walk().run('kubectl delete pod web-2');
      await walk().see(pods, running(web(3)));
      expect(await walk().run(imageOf('web-2'))).toMatch(/:0\.24$/);
      await walk().run(partition(2));
      await walk().see(`${imageOf('web-2')} && kubectl wait pod/web-2 --for=condition=Ready --timeout=60s`, ':0.21');
      await walk().run('kubectl delete pod web-1');
      await walk().see(pods, running(web(3)));
      expect(await walk().run(imageOf('web-1'))).toMatch(/:0\.24$/);
      await walk().run(partition(0));
      for (const pod of web(3)) await walk().see(imageOf(pod), /:0\.21$/);
      await walk().see(pods, running(web(3)));
    });

    test('deleted without its pods, it adopts those that it finds', async () => {
      await walk().run('kubectl delete statefulset web --cascade=orphan');
      await walk().see(pods, running(web(3)));
      await walk().run('kubectl delete pod web-0');
      await walk().see(pods, running(['web-1', 'web-2']));
      const [before] = await moments();
      expect(await walk().run('kubectl apply -f web.yaml')).toMatch(/service\/nginx unchanged[\s\S]*statefulset.apps\/web created/);
      await walk().see(pods, running(web(2)));
      expect((await moments())[1]?.made).toBe(before?.made);
      await walk().see(hostnames, /^web-0\nweb-1$/);
    });

    test('deleted with its pods, the Service and the data stay', async () => {
      await walk().run('kubectl delete statefulset web');
      await walk().see(pods, 'No resources found');
      expect(await walk().run('kubectl delete service nginx')).toMatch(/service "nginx" deleted/);
      await walk().run('kubectl apply -f web.yaml');
      await walk().see(pods, running(web(2)));
      await walk().see(hostnames, /^web-0\nweb-1$/);
      await walk().run('kubectl delete service nginx && kubectl delete statefulset web');
      await walk().see(pods, 'No resources found');
    });

    test('with the policy Parallel, pods do not wait for each other', async () => {
      const parallel = `sed 's/serviceName: nginx/&\\n  podManagementPolicy: Parallel/' web.yaml > web-parallel.yaml`;
      await walk().run(`${parallel} && kubectl apply -f web-parallel.yaml`);
      await walk().run('kubectl scale statefulset/web --replicas=5');
      await walk().see(pods, running(web(5)));
      const seconds = (await moments()).slice(2).map(({made}) => Date.parse(made) / 1000);
      expect(Math.max(...seconds) - Math.min(...seconds)).toBeLessThanOrEqual(1);
      await walk().run(
        'kubectl delete sts web && kubectl delete svc nginx && kubectl delete pvc www-web-0 www-web-1 www-web-2 www-web-3 www-web-4',
      );
    });
  });
}
