import {type Fields, isFields} from './merge-document.ts';
import {type KubeadmPatches, patchDocument} from './patch-documents.ts';
import {refuseDecided} from './refuse-decided.ts';

export interface RegistrationInput {
  /** Patches of InitConfiguration are for the first control plane, those of JoinConfiguration for all other nodes. */
  readonly kind: 'InitConfiguration' | 'JoinConfiguration';
  readonly kubeletArguments: Readonly<Record<string, string>>;
  readonly patches: KubeadmPatches;
}

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

/** How a node enters the cluster, after patches. */
export interface NodeRegistration {
  /** Fields of the document besides its registration, for kubeadm. */
  readonly document: Fields;
  readonly kubeletArguments: Readonly<Record<string, string>>;
  /** Of the Node object; kubelets of nodes that exist do not apply their own. */
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
}

/**
 * What patches make of a node's registration. Labels and taints that are asked for as arguments of the kubelet become those of the Node
 * object, which exists before the kubelet does.
 * @throws AppError E_CONFIG.
 */
export function nodeRegistration({kind, kubeletArguments, patches}: RegistrationInput): NodeRegistration {
  const document: Fields = {
    apiVersion: 'kubeadm.k8s.io/v1beta4',
    kind,
    nodeRegistration: {kubeletExtraArgs: Object.entries(kubeletArguments).map(([name, value]) => ({name, value}))},
  };
  const patched = patchDocument(document, patches);
  refuseDecided(document, patched, {localAPIEndpoint: 'apiServer', certificateKey: undefined, discovery: undefined});
  const registration = isFields(patched['nodeRegistration']) ? patched['nodeRegistration'] : {};
  refuseDecided({kind}, {kind, ...registration}, {name: undefined, criSocket: undefined});
  const {'node-labels': labels = '', 'register-with-taints': taints = '', ...rest} = argumentsOf(registration['kubeletExtraArgs']);
  return {
    document: keep(patched, ['patches', 'timeouts']),
    kubeletArguments: rest,
    labels: Object.fromEntries(split(labels).map(splitPair)),
    taints: [...((registration['taints'] ?? []) as readonly Taint[]), ...split(taints).map(parseTaint)],
  };
}

function argumentsOf(list: unknown): Record<string, string> {
  return Object.fromEntries(((list ?? []) as {name: string; value: string}[]).map(({name, value}) => [name, value]));
}

const keep = (fields: Fields, keys: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => keys.includes(key)));

const split = (text: string): string[] => text.split(',').filter(Boolean);

function splitPair(text: string): [string, string] {
  const [key = '', value = ''] = text.split('=', 2);
  return [key.trim(), value.trim()];
}

/** `key=value:Effect` or `key:Effect`. */
function parseTaint(text: string): Taint {
  const end = text.lastIndexOf(':');
  const [key, value] = splitPair(text.slice(0, end));
  return {key, ...(value === '' ? {} : {value}), effect: text.slice(end + 1) as Taint['effect']};
}
