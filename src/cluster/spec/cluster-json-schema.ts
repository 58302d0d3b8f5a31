import {z} from 'zod';
import {clusterDocumentSchema} from './cluster-document.ts';

/** JSON Schema (draft 7) of the file that users write, for editors; schemas/cluster-v1alpha1.json holds its text. */
export function clusterJsonSchema(): Readonly<Record<string, unknown>> {
  return {title: 'Flotilla cluster', ...z.toJSONSchema(clusterDocumentSchema, {io: 'input', target: 'draft-7'})};
}
