import {fillFields} from '../fill-fields.ts';
import type {NodeStatus} from './node-status.ts';
import {statusDocument} from './status-document.ts';

/** minikube's text: a block per node, an empty line after each. */
export function statusText(nodes: readonly NodeStatus[], cluster: string): string {
  return nodes.map(block).join('') + (nodes.some(({kubeconfig}) => kubeconfig === 'Misconfigured') ? staleWarning(cluster) : '');
}

function block({name, worker, host, kubelet, apiServer, kubeconfig, timeToStop}: NodeStatus): string {
  const lines = [name, `type: ${worker ? 'Worker' : 'Control Plane'}`, `host: ${host}`, `kubelet: ${kubelet}`];
  const own = worker ? [] : [`apiserver: ${apiServer}`, `kubeconfig: ${kubeconfig}`];
  const schedule = worker || timeToStop === undefined ? [] : [`timeToStop: ${timeToStop}`];
  return `${[...lines, ...own, ...schedule].join('\n')}\n\n`;
}

const staleWarning = (cluster: string): string =>
  `\nWARNING: Your kubectl is pointing to a cluster that is not this one.\nTo fix the kubectl context, run \`flotilla update-context -p ${cluster}\`\n`;

/**
 * Fills a Go template of fields, such as `{{.Host}}`, from one node; conditions and functions of Go templates are not known.
 * @throws AppError E_USAGE.
 */
export function fillStatusTemplate(template: string, node: NodeStatus): string {
  const fields: Readonly<Record<string, unknown>> = {TimeToStop: '', ...statusDocument(node)};
  return fillFields(template, fields, "a node's status");
}
