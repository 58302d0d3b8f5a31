import type {KubeList} from '../../support/kube-types.ts';
import type {TestCluster} from '../../support/test-cluster.ts';
import {until} from '../../support/until.ts';

interface Started {
  readonly startedAt: string;
}

/** What the walk looks at in a pod. */
export interface ServerPod {
  readonly metadata: {readonly name: string; readonly creationTimestamp: string};
  readonly spec: {readonly nodeName?: string};
  readonly status: {
    readonly conditions?: readonly {readonly type: string; readonly status: string; readonly reason?: string}[];
    readonly containerStatuses?: readonly {
      readonly restartCount: number;
      readonly state: {readonly running?: Started};
      readonly lastState: {readonly terminated?: Started};
    }[];
  };
}

export const servers = ['zk-0', 'zk-1', 'zk-2'] as const;

export type ServerName = (typeof servers)[number];

export const condition = ({status}: ServerPod, type: string) => status.conditions?.find((one) => one.type === type);

const isReady = (pod: ServerPod): boolean => condition(pod, 'Ready')?.status === 'True';

const restarts = ({status}: ServerPod): number => status.containerStatuses?.[0]?.restartCount ?? 0;

/** When the first process of a pod was started. */
export function started({status}: ServerPod): number {
  const {state, lastState} = status.containerStatuses![0]!;
  return Date.parse((lastState.terminated ?? state.running)!.startedAt);
}

/** The three servers of the tutorial, through kubectl. */
export class Ensemble {
  readonly #cluster: TestCluster;

  constructor(cluster: TestCluster) {
    this.#cluster = cluster;
  }

  exec(server: ServerName, ...argv: readonly string[]): Promise<string> {
    return this.#cluster.kubectl('exec', server, '--', ...argv);
  }

  async pods(): Promise<readonly ServerPod[]> {
    return (await this.#cluster.get<KubeList<ServerPod>>('pods', '-l', 'app=zk')).items;
  }

  pod(server: ServerName): Promise<ServerPod> {
    return this.#cluster.get<ServerPod>('pod', server);
  }

  /** The node that a server is on. @throws when it is on none. */
  async nodeOf(server: ServerName): Promise<string> {
    const {nodeName} = (await this.pod(server)).spec;
    if (nodeName === undefined) throw new Error(`${server} is on no node.`);
    return nodeName;
  }

  /** Waits until all three are as the StatefulSet says. */
  async rolledOut(): Promise<void> {
    await this.#cluster.kubectl('rollout', 'status', 'statefulset/zk', '--timeout=280s');
  }

  /** Waits until a server is ready, having been started again so many times or more. */
  async ready(server: ServerName, restarted = 0): Promise<void> {
    await until(`${server} to be ready with ${restarted} restarts`, async () => {
      const pod = await this.pod(server);
      return isReady(pod) && restarts(pod) >= restarted;
    });
  }

  async restarts(server: ServerName): Promise<number> {
    return restarts(await this.pod(server));
  }

  /** Waits until a server has the word: it may follow the leader a moment later. */
  async knows(server: ServerName, path: string, word: string): Promise<void> {
    await until(`${server} to know ${path}`, async () => (await this.exec(server, 'zkCli.sh', 'get', path)).split('\n').includes(word));
  }
}
