import {Document, Scalar, visit} from 'yaml';

/**
 * A document as Kubernetes' own programs read it: their YAML is that of version 1.1, in which a bare `n`, `off` or `1:30` is no text, with the
 * octal numbers of version 1.2.
 */
export function kubernetesYaml(value: object): string {
  const document = new Document(value, {version: '1.1', aliasDuplicateObjects: false});
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value === 'string' && /^[-+]?0o/.test(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString();
}
