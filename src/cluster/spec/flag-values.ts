import {z} from 'zod';
import type {ComponentArguments} from './cluster-spec.ts';
import {mountSchema, nodePortSchema} from './node-field-schemas.ts';

/** Flags that hold several things in one text, as schemas that take it apart. */

/** `HOST:NODE[:ro]`, as Docker's -v. */
export const mountFlagSchema = z
  .string()
  .transform((text, context): z.input<typeof mountSchema> => {
    const [hostPath = '', nodePath = '', option, ...rest] = text.split(':');
    const options = option?.split(',') ?? [];
    if (hostPath === '' || nodePath === '' || rest.length > 0 || options.some((word) => word !== 'ro' && word !== 'rw')) {
      context.addIssue({code: 'custom', message: `"${text}" is not of the form HOST-PATH:NODE-PATH or HOST-PATH:NODE-PATH:ro`});
      return z.NEVER;
    }
    return {hostPath, nodePath, readOnly: options.includes('ro')};
  })
  .pipe(mountSchema);

/** `[ADDRESS:]HOST:NODE[/PROTOCOL]`, as Docker's -p. */
export const portFlagSchema = z
  .string()
  .transform((text, context): z.input<typeof nodePortSchema> => {
    const match = /^(?:(?<address>\d+\.[\d.]+):)?(?:(?<host>\d+):)?(?<node>\d+)(?:\/(?<protocol>tcp|udp|sctp))?$/i.exec(text)?.groups;
    if (!match) {
      context.addIssue({
        code: 'custom',
        message: `"${text}" is not of the form HOST-PORT:NODE-PORT, with ADDRESS: before or /udp after it if need be`,
      });
      return z.NEVER;
    }
    const {address, host, node, protocol} = match;
    return {
      nodePort: Number(node),
      hostPort: Number(host ?? node),
      ...(address === undefined ? {} : {hostAddress: address}),
      protocol: (protocol ?? 'tcp').toLowerCase() as 'tcp',
    };
  })
  .pipe(nodePortSchema);

/** `URL` for Docker Hub, as minikube has it, or `HOST=URL`. */
export function splitMirror(text: string): {readonly host: string; readonly url: string} {
  const [, host = 'docker.io', url = text] = /^([^=/]+)=(.*)$/.exec(text) ?? [];
  return {host, url};
}

/** minikube's names of components. */
const componentOf: Readonly<Record<string, keyof ComponentArguments>> = {
  apiserver: 'apiServer',
  'controller-manager': 'controllerManager',
  scheduler: 'scheduler',
  etcd: 'etcd',
  kubelet: 'kubelet',
  'kube-proxy': 'kubeProxy',
};

/** `component.key=value` as minikube's --extra-config. */
export const extraConfigSchema = z.array(z.string()).transform((texts, context) => {
  const given: Partial<Record<keyof ComponentArguments, Record<string, string>>> = {};
  for (const text of texts) {
    const [, name = '', key = '', value = ''] = /^([a-z-]+)\.([A-Za-z0-9][A-Za-z0-9.-]*)=(.*)$/s.exec(text) ?? [];
    const component = componentOf[name];
    if (component !== undefined) given[component] = {...given[component], [key]: value};
    else context.addIssue({code: 'custom', message: extraConfigProblem(text, name, key)});
  }
  return given;
});

function extraConfigProblem(text: string, component: string, key: string): string {
  if (component === 'kubeadm' && key === 'pod-network-cidr') return 'kubeadm.pod-network-cidr is --pod-cidr here';
  if (component === 'kubeadm') return `kubeadm.${key} is not supported; kubeadmPatches of a cluster file change what kubeadm is told`;
  const names = Object.keys(componentOf).join(', ');
  if (component !== '') return `"${component}" is not a component; known are ${names}`;
  return `"${text}" is not of the form component.key=value, such as apiserver.audit-log-maxage=7`;
}
