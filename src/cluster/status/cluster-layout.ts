import type {EntryState, NodeStatus, ProcessState} from './node-status.ts';

/** minikube's codes for `status --layout cluster`, in the manner of HTTP. */
const codes: Readonly<Record<EntryState | ProcessState, readonly [code: number, name: string]>> = {
  Running: [200, 'OK'],
  Configured: [200, 'OK'],
  Irrelevant: [200, 'OK'],
  Starting: [100, 'Starting'],
  Nonexistent: [404, 'NotFound'],
  Stopped: [405, 'Stopped'],
  Paused: [418, 'Paused'],
  Error: [500, 'Error'],
  Misconfigured: [500, 'Error'],
  InsufficientStorage: [507, 'InsufficientStorage'],
};
const degraded = [204, 'Degraded'] as const;

const coded = (Name: string, [StatusCode, StatusName]: readonly [number, string]) => ({Name, StatusCode, StatusName});

/** The status of the whole cluster and of what is on its nodes. @param version Kubernetes version with the v. */
export function clusterLayout(cluster: string, version: string, nodes: readonly NodeStatus[]) {
  const first = nodes.find(({worker}) => !worker);
  return {
    ...coded(cluster, overall(nodes.map(nodeCode))),
    BinaryVersion: version,
    Components: {kubeconfig: coded('kubeconfig', codes[first?.kubeconfig ?? 'Nonexistent'])},
    Nodes: nodes.map((node) => ({
      ...coded(node.name, nodeCode(node)),
      Components: {
        ...(node.worker ? {} : {apiserver: coded('apiserver', codes[node.apiServer])}),
        kubelet: coded('kubelet', codes[node.kubelet]),
      },
    })),
  };
}

/** A node is what is first wrong with it. */
function nodeCode({host, kubelet, apiServer}: NodeStatus): readonly [number, string] {
  return codes[[host, apiServer, kubelet].find((state) => state !== 'Running' && state !== 'Irrelevant') ?? 'Running'];
}

function overall(nodes: readonly (readonly [number, string])[]): readonly [number, string] {
  const [first = codes.Nonexistent] = nodes;
  return nodes.every(([code]) => code === first[0]) ? first : degraded;
}
