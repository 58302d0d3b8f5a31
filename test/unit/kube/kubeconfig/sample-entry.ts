import type {KubeconfigEntry} from '../../../../src/kube/kubeconfig/kubeconfig-entry.ts';

export function sampleEntry(name: string, server = 'https://127.0.0.1:6443'): KubeconfigEntry {
  return {name, server, caData: `ca of ${name}\n`, clientCertData: `certificate of ${name}\n`, clientKeyData: `key of ${name}\n`};
}
