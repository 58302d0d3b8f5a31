import type {NodeStatus} from './node-status.ts';

const hostBit = 1;
const clusterBit = 2;
const kubeconfigBit = 4;

/**
 * The exit code of `status`, minikube's bit mask over all nodes: 1 a host does not run, 2 a kubelet or an API server does not,
 * 4 the kubeconfig does not lead to the cluster. No node at all is all three. Paused is 2 alone, as minikube's paused clusters are,
 * although ours pause whole hosts.
 */
export function statusExitCode(nodes: readonly NodeStatus[]): number {
  if (nodes.length === 0) return hostBit | clusterBit | kubeconfigBit;
  return nodes.map(nodeBits).reduce((all, bits) => all | bits, 0);
}

function nodeBits({host, kubelet, apiServer, kubeconfig}: NodeStatus): number {
  const hostUp = host === 'Running' || host === 'Paused';
  const clusterUp = kubelet === 'Running' && (apiServer === 'Running' || apiServer === 'Irrelevant');
  const configured = kubeconfig === 'Configured' || kubeconfig === 'Irrelevant';
  return (hostUp ? 0 : hostBit) | (clusterUp ? 0 : clusterBit) | (configured ? 0 : kubeconfigBit);
}
