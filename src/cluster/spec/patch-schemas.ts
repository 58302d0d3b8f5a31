import {parse} from 'yaml';
import {z} from 'zod';

/** kubeadm's documents that patches can change; other kinds would change nothing. */
const patchedKinds = ['ClusterConfiguration', 'InitConfiguration', 'JoinConfiguration', 'KubeletConfiguration', 'KubeProxyConfiguration'];

/** Settings of a Kubernetes configuration API; what they are called is checked by the component that reads them. */
export const overridesSchema = z.record(z.string(), z.json()).superRefine((fields, context) => {
  for (const key of ['apiVersion', 'kind']) {
    if (key in fields) context.addIssue({code: 'custom', path: [key], message: 'is decided by Flotilla; leave it out'});
  }
});

/** A merge patch for one of kubeadm's documents. */
export const mergePatchSchema = z.string().superRefine((text, context) => {
  const problem = mergePatchProblem(text);
  if (problem !== undefined) context.addIssue({code: 'custom', message: problem});
});

function mergePatchProblem(text: string): string | undefined {
  const patch = tryParse(text);
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) return 'is not a YAML map, as a merge patch must be';
  const {kind} = patch as {kind?: unknown};
  if (typeof kind === 'string' && patchedKinds.includes(kind)) return undefined;
  return `needs a kind: ${patchedKinds.join(', ')}`;
}

/** A JSON patch (RFC 6902) for one of kubeadm's documents, named as kind names it. */
export const jsonPatchSchema = z.strictObject({
  group: z.string().describe('API group of the document, such as kubeadm.k8s.io.'),
  version: z.string().describe('Its version, such as v1beta4.'),
  kind: z.enum(patchedKinds).describe('Which document.'),
  patch: z
    .string()
    .superRefine((text, context) => {
      const operations = tryParse(text);
      const isPatch =
        Array.isArray(operations) && operations.every((one) => one !== null && typeof one === 'object' && 'op' in one && 'path' in one);
      if (!isPatch) context.addIssue({code: 'custom', message: 'is not a list of operations, each with op and path'});
    })
    .describe('The operations, as YAML or JSON text.'),
});

function tryParse(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

/** Arguments of a component by name; the dashes before a name belong to the command line. */
export const argumentsSchema = z.record(
  z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.-]*$/, 'not the name of an argument such as audit-log-maxage; it has no dashes before it'),
  z.union([z.string(), z.number(), z.boolean()]).transform(String),
);
