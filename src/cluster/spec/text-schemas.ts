import {isMap, isScalar, parseAllDocuments} from 'yaml';
import {z} from 'zod';
import type {ManifestText} from './cluster-spec.ts';

/**
 * Fields whose text is long enough for a file of its own: in the cluster file they name it or hold the text, which has several lines.
 * `inlineFiles` has put texts in place of names before these are applied.
 */
const longText = z.string();

const pemBlock = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/;

/** One or several certificates. */
export const certificateSchema = longText.superRefine((text, context) => {
  if (/PRIVATE KEY-----/.test(text))
    context.addIssue({code: 'custom', message: 'holds a private key; name the file of the certificate alone'});
  else if (!pemBlock.test(text)) context.addIssue({code: 'custom', message: 'is no certificate in PEM form (-----BEGIN CERTIFICATE-----)'});
});

/** A text of one YAML document of this kind. */
export function configurationTextSchema(kind: string) {
  return longText.superRefine((text, context) => {
    const [document, ...rest] = objectsOf(text) ?? [];
    if (document?.['kind'] === kind && rest.length === 0) return;
    context.addIssue({code: 'custom', message: `is not YAML with kind: ${kind}`});
  });
}

/** Objects to apply. Secrets are refused, for the specification is stored in labels, which anybody who may list containers can read. */
const manifestTextSchema = longText.superRefine((text, context) => {
  const objects = objectsOf(text);
  const problem = objects === undefined ? 'is not YAML of Kubernetes objects' : manifestProblem(objects);
  if (problem !== undefined) context.addIssue({code: 'custom', message: problem});
});

function manifestProblem(objects: readonly Readonly<Record<string, unknown>>[]): string | undefined {
  if (objects.length === 0) return 'holds no Kubernetes object';
  if (objects.some(({apiVersion, kind}) => typeof apiVersion !== 'string' || typeof kind !== 'string'))
    return 'holds something without apiVersion and kind';
  if (objects.some(({kind}) => kind === 'Secret')) return 'holds a Secret, and the specification is no place for one: use kubectl apply';
  return undefined;
}

export const manifestSchema = z
  .union([
    z.string(),
    z.strictObject({
      name: z.string().min(1).describe('What messages call it.'),
      text: manifestTextSchema.describe('The objects, as YAML.'),
    }),
  ])
  .transform((manifest, context): ManifestText => {
    if (typeof manifest !== 'string') return manifest;
    context.addIssue({code: 'custom', message: 'is neither the name of a file nor a map with name and text'});
    return z.NEVER;
  });

/** `default`, `none`, or the text of manifests. */
export const cniSchema = z.string().superRefine((text, context) => {
  if (text === 'default' || text === 'none') return;
  const objects = text.includes('\n') ? objectsOf(text) : undefined;
  const problem = objects === undefined ? `must be "default", "none" or a file of manifests` : manifestProblem(objects);
  if (problem !== undefined) context.addIssue({code: 'custom', message: problem});
});

function objectsOf(text: string): Readonly<Record<string, unknown>>[] | undefined {
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents)) return [];
  const filled = documents.filter(({contents}) => contents !== null && !(isScalar(contents) && contents.value === null));
  if (filled.some(({errors, contents}) => errors.length > 0 || !isMap(contents))) return undefined;
  return filled.map((document) => document.toJS() as Record<string, unknown>);
}
