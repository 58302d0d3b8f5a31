import {setTimeout as delay} from 'node:timers/promises';
import {expect} from 'vitest';
import {parse} from 'yaml';
import {HttpsKubeApi} from '../../../src/kube/client/https-kube-api.ts';
import {parseKubeconfig} from '../../../src/kube/kubeconfig/read-kubeconfig.ts';
import {docker} from '../support/docker.ts';
import {isReady, type KubeList, type NodeObject} from '../support/kube-types.ts';
import type {TestCluster} from '../support/test-cluster.ts';
import {until} from '../support/until.ts';

interface Member {
  readonly name: string;
  readonly isLearner?: boolean;
}

/** Requests to the published port, one after the other until it is stopped. */
export interface Poll {
  stop(): Promise<readonly string[]>;
}

const requestMs = 10_000;

/** The entry that the user's kubectl would take. */
async function adminOf(cluster: TestCluster) {
  const {stdout} = await cluster.cli('kubeconfig');
  const entry = parseKubeconfig(stdout);
  if (!entry) throw new Error(`no kubeconfig: ${stdout}`);
  return {
    server: (parse(stdout) as {clusters: {cluster: {server: string}}[]}).clusters[0]?.cluster.server ?? '',
    ca: entry.caData,
    cert: entry.clientCertData,
    key: entry.clientKeyData,
  };
}

/** Asks the API server for something that etcd has to answer, each time over a new connection. Gives what failed. */
export async function pollApi(cluster: TestCluster): Promise<Poll> {
  const admin = await adminOf(cluster);
  const failures: string[] = [];
  let running = true;
  const loop = (async () => {
    let count = 0;
    while (running) {
      const api = new HttpsKubeApi(admin);
      const started = Date.now();
      try {
        await api.get({apiVersion: 'v1', kind: 'Namespace', name: 'default'}, {signal: AbortSignal.timeout(requestMs)});
        count += 1;
      } catch (error) {
        failures.push(`after ${Date.now() - started} ms: ${String(error)}`);
      } finally {
        api.close();
      }
      await delay(100);
    }
    if (count === 0) failures.push('nothing was answered');
  })();
  return {
    async stop() {
      running = false;
      await loop;
      return failures;
    },
  };
}

/**
 * Lets a poll go on for a while and expects that the API server answered. A request that was with a control plane when that died may have failed,
 * and so may one that found etcd electing another leader: no more than that for each that goes.
 */
export async function expectAnswers(poll: Poll, forMs: number, deaths = 1): Promise<void> {
  await delay(forMs);
  const failures = await poll.stop();
  expect(failures.length, failures.join('\n')).toBeLessThanOrEqual(2 * deaths);
}

/** The members of etcd, as a control plane that runs knows them. */
export async function members(cluster: TestCluster): Promise<readonly Member[]> {
  const script = '. /usr/local/lib/flotilla/etcd-members; address=none; find_members; printf %s "$members"';
  for (const name of ['control-plane2', 'control-plane3', 'control-plane']) {
    const text = await docker(['exec', `${cluster.profile}-${name}`, 'sh', '-c', script]).catch(() => '');
    if (text !== '') return (JSON.parse(text) as {members: Member[]}).members;
  }
  return [];
}

/** All control planes are Ready, members of etcd with a vote, and behind the balancer, which finds every one of them ready. */
export async function wholeAgain(cluster: TestCluster, controlPlanes: readonly string[]): Promise<void> {
  const names = controlPlanes.map((name) => `${cluster.profile}-${name}`).toSorted();
  const {stdout} = await cluster.cli('kubectl', '--', 'get', 'nodes', '-l', 'node-role.kubernetes.io/control-plane', '-o', 'json');
  const {items} = JSON.parse(stdout) as KubeList<NodeObject>;
  expect(items.map((node) => [node.metadata.name, isReady(node)]).toSorted()).toEqual(names.map((name) => [name, true]));
  const found = await members(cluster);
  expect(found.map(({name}) => name).toSorted()).toEqual(names);
  expect(found.filter(({isLearner}) => isLearner)).toEqual([]);
  const show = `echo 'show stat' | socat - UNIX-CONNECT:/run/haproxy.sock | awk -F, '$1 == "control-planes" && $2 !~ /^BACKEND|^any-/ {print $2, $18}'`;
  await until('all API servers to be behind the balancer', async () => {
    const lines = (await docker(['exec', `${cluster.profile}-load-balancer`, 'sh', '-c', show])).split('\n').toSorted();
    return lines.join() === names.map((name) => `${name} UP`).join();
  });
}
