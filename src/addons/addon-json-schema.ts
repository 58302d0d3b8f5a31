import {z} from 'zod';
import {addonSchema} from './addon-schema.ts';

/** JSON Schema (draft 7) of addon.yaml, for editors; schemas/addon-v1alpha1.json holds its text. */
export function addonJsonSchema(): Readonly<Record<string, unknown>> {
  return {title: 'Flotilla addon', ...z.toJSONSchema(addonSchema, {io: 'input', target: 'draft-7'})};
}
