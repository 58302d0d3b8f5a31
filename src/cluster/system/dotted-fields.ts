import {parse} from 'yaml';
import {type Fields, mergeDocument} from '../../node/kubeadm/merge-document.ts';

/** Fields that are given like arguments, as minikube's `--extra-config kube-proxy.conntrack.maxPerCore=0`: dots lead inwards, values are YAML. */
export function dottedFields(values: Readonly<Record<string, string>>): Fields {
  return Object.entries(values).reduce<Fields>((fields, [path, text]) => {
    const value: unknown = parse(text);
    return mergeDocument(fields, path.split('.').reduceRight<unknown>((inner, key) => ({[key]: inner}), value) as Fields);
  }, {});
}
