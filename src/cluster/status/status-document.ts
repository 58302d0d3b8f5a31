import type {NodeStatus} from './node-status.ts';

/** A node's status with minikube's names, in its order. */
export function statusDocument({name, host, kubelet, apiServer, kubeconfig, worker, timeToStop}: NodeStatus) {
  return {
    Name: name,
    Host: host,
    Kubelet: kubelet,
    APIServer: apiServer,
    Kubeconfig: kubeconfig,
    Worker: worker,
    ...(timeToStop === undefined ? {} : {TimeToStop: timeToStop}),
  };
}

/** minikube's `-o json`: an object for one node, an array for several, on one line without an end of line. */
export function statusJson(nodes: readonly NodeStatus[]): string {
  const documents = nodes.map(statusDocument);
  return JSON.stringify(documents.length === 1 ? documents[0] : documents);
}
