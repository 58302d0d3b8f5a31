import {z} from 'zod';

const descriptorSchema = z.object({mediaType: z.string(), digest: z.string().regex(/^sha256:[0-9a-f]{64}$/), size: z.number()});

/** What is read of an index or a Docker manifest list. */
export const indexSchema = z.object({
  manifests: z.array(descriptorSchema.extend({platform: z.object({os: z.string(), architecture: z.string()}).optional()})),
});

/** What is read of an image manifest, OCI or Docker. */
export const manifestSchema = z.object({config: descriptorSchema, layers: z.array(descriptorSchema)});

export type Descriptor = z.output<typeof descriptorSchema>;
export type Manifest = z.output<typeof manifestSchema>;
