import {setTimeout as delay} from 'node:timers/promises';
import {describe, expect, test} from 'vitest';
import type {Walk} from './walk.ts';

const podName = `export POD_NAME="$(kubectl get pods -l app=kubernetes-bootcamp -o go-template --template '{{range .items}}{{.metadata.name}}{{"\\n"}}{{end}}' | head -n 1)"`;
const nodePort = `export NODE_PORT="$(kubectl get services/kubernetes-bootcamp -o go-template='{{(index .spec.ports 0).nodePort}}')"`;
const expose = 'kubectl expose deployment/kubernetes-bootcamp --type="NodePort" --port 8080';
const ask = `${nodePort}; curl -sf http://"$(flotilla ip):$NODE_PORT"`;
/** Milliseconds between two requests of the client that watches an update. */
const askEveryMs = 40;

/** The six modules of https://kubernetes.io/docs/tutorials/kubernetes-basics/ */
export function walkBasics(walk: () => Walk): void {
  describe('Learn Kubernetes Basics', () => {
    test('1 and 2: nodes are there, and a Deployment runs the application', async () => {
      expect(await walk().run('kubectl version')).toMatch(/Client Version: v1[\s\S]*Server Version: v1/);
      expect(await walk().run('kubectl get nodes')).toMatch(/ Ready +control-plane /);
      await walk().run('kubectl create deployment kubernetes-bootcamp --image=gcr.io/google-samples/kubernetes-bootcamp:v1');
      await walk().see('kubectl get deployments', /^kubernetes-bootcamp +1\/1 +1 +1 /m);
    });

    test('2: a proxy leads to the API and to the pod', async () => {
      await using _proxy = walk().background('kubectl proxy --port=18001');
      await walk().see('curl -s http://localhost:18001/version', '"gitVersion"');
      await walk().see(
        `${podName}; curl -s "http://localhost:18001/api/v1/namespaces/default/pods/$POD_NAME:8080/proxy/"`,
        'Hello Kubernetes bootcamp! | Running on: kubernetes-bootcamp-',
      );
    });

    test('3: the pod is described, its log read, and a command run in it', async () => {
      expect(await walk().run('kubectl describe pods')).toMatch(/Image: +gcr.io\/google-samples\/kubernetes-bootcamp:v1/);
      await walk().see(`${podName}; kubectl logs "$POD_NAME"`, 'Kubernetes Bootcamp App Started At:');
      expect(await walk().run(`${podName}; kubectl exec "$POD_NAME" -- env`)).toMatch(/^HOSTNAME=kubernetes-bootcamp-/m);
      const inPod = `${podName}; kubectl exec "$POD_NAME" -- bash -c`;
      expect(await walk().run(`${inPod} 'cat server.js'`)).toContain('createServer');
      expect(await walk().run(`${inPod} 'curl -s http://localhost:8080'`)).toContain('Hello Kubernetes bootcamp!');
    });

    test('4: a Service of type NodePort answers; a label finds the pod; the Service is deleted, the application still runs', async () => {
      await walk().run(expose);
      expect(await walk().run('kubectl describe services/kubernetes-bootcamp')).toMatch(/^NodePort: +<unset> +3\d+\/TCP/m);
      await walk().see(ask, 'Hello Kubernetes bootcamp!');
      expect(await walk().run('kubectl describe deployment')).toMatch(/Labels: +app=kubernetes-bootcamp/);
      expect(await walk().run('kubectl get services -l app=kubernetes-bootcamp')).toContain('kubernetes-bootcamp');
      await walk().run(`${podName}; kubectl label pods "$POD_NAME" version=v1`);
      expect(await walk().run('kubectl get pods -l version=v1')).toContain('kubernetes-bootcamp-');
      const port = await walk().run(`${nodePort}; echo $NODE_PORT`);
      await walk().run('kubectl delete service -l app=kubernetes-bootcamp');
      await walk().see(`! curl -s --max-time 2 http://$(flotilla ip):${port}`, /^$/);
      expect(await walk().run(`${podName}; kubectl exec "$POD_NAME" -- curl -s http://localhost:8080`)).toContain('Running on');
    });

    test('5: four replicas share the load; then there are two', async () => {
      await walk().run(expose);
      expect(await walk().run('kubectl get rs')).toMatch(/^kubernetes-bootcamp-\S+ +1 +1 +1 /m);
      await walk().run('kubectl scale deployments/kubernetes-bootcamp --replicas=4');
      await walk().see('kubectl get deployments', /^kubernetes-bootcamp +4\/4 +4 +4 /m);
      expect(await walk().run('kubectl describe deployments/kubernetes-bootcamp')).toContain('Scaled up replica set');
      await walk().see('kubectl describe services/kubernetes-bootcamp', /Endpoints: .*:8080,.*:8080,.*:8080/);
      const many = `${nodePort}; for i in $(seq 40); do curl -sf http://"$(flotilla ip):$NODE_PORT"; done`;
      const pods = new Set((await walk().run(many)).match(/kubernetes-bootcamp-[\w-]+/g));
      expect(pods.size).toBeGreaterThan(1);
      await walk().run('kubectl scale deployments/kubernetes-bootcamp --replicas=2');
      await walk().see('kubectl get deployments', /^kubernetes-bootcamp +2\/2 +2 +2 /m);
      await walk().see('kubectl get pods -l app=kubernetes-bootcamp --no-headers | wc -l', /^2$/);
    });

    test('6: an update to v2 loses no request; one that fails is rolled back', async () => {
      const url = await walk().run(`${nodePort}; echo http://"$(flotilla ip):$NODE_PORT"`);
      const client = new Client(url);
      await walk().run(
        'kubectl set image deployments/kubernetes-bootcamp kubernetes-bootcamp=docker.io/jocatalin/kubernetes-bootcamp:v2 && kubectl rollout status deployments/kubernetes-bootcamp --timeout=2m',
      );
      await client.waitFor('v=2');
      const {answers, failures} = await client.end();
      expect(failures).toEqual([]);
      expect(answers.length).toBeGreaterThan(10);
      await walk().see('kubectl get pods -l app=kubernetes-bootcamp --no-headers | wc -l', /^2$/);
      expect(await walk().run('kubectl describe pods')).toMatch(/Image: +docker.io\/jocatalin\/kubernetes-bootcamp:v2/);

      await walk().run(
        'kubectl set image deployments/kubernetes-bootcamp kubernetes-bootcamp=gcr.io/google-samples/kubernetes-bootcamp:v10',
      );
      await walk().see('kubectl get pods', /ImagePullBackOff|ErrImagePull/);
      expect(await walk().run(ask)).toContain('v=2');
      await walk().run('kubectl rollout undo deployments/kubernetes-bootcamp && kubectl rollout status deployments/kubernetes-bootcamp');
      await walk().see('kubectl get pods -l app=kubernetes-bootcamp --no-headers | grep -c "1/1 *Running"', /^2$/);
      // The pod of the update that failed has its grace period to go in.
      await walk().see('kubectl describe pods', /^(?![\s\S]*:v10)/);
      await walk().run('kubectl delete deployments/kubernetes-bootcamp services/kubernetes-bootcamp');
    });
  });
}

/** Asks a URL again and again, each time on a new connection, and keeps what it got. */
class Client {
  readonly #answers: string[] = [];
  readonly #failures: string[] = [];
  readonly #url: string;
  readonly #asking: Promise<void>;
  #ended = false;

  constructor(url: string) {
    this.#url = url;
    this.#asking = this.#ask();
  }

  async #ask(): Promise<void> {
    while (!this.#ended) {
      try {
        const response = await fetch(this.#url, {headers: {connection: 'close'}, signal: AbortSignal.timeout(10_000)});
        this.#answers.push(await response.text());
      } catch (error) {
        this.#failures.push(`after ${this.#answers.length} answers: ${String((error as Error).cause ?? error)}`);
      }
      await delay(askEveryMs);
    }
  }

  async waitFor(word: string): Promise<void> {
    const deadline = performance.now() + 60_000;
    while (!this.#answers.at(-1)?.includes(word)) {
      expect(performance.now(), `no answer with ${word}`).toBeLessThan(deadline);
      await delay(askEveryMs);
    }
  }

  async end(): Promise<{readonly answers: readonly string[]; readonly failures: readonly string[]}> {
    this.#ended = true;
    await this.#asking;
    return {answers: this.#answers, failures: this.#failures};
  }
}
