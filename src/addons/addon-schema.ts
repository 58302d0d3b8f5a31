import {z} from 'zod';

const name = z.string().regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, 'Expected lower-case letters, digits and hyphens.');

const secretSchema = z.strictObject({
  name,
  namespace: name,
  /** Keys of the Secret and what they mean. A value comes from --set, the environment, a file of that name, or an answer. */
  keys: z.array(z.strictObject({name: z.string().regex(/^[A-Z][A-Z0-9_]*$/), summary: z.string(), hidden: z.boolean().default(false)})),
  /** Sets of keys of which one must be there as a whole. */
  oneOf: z.array(z.array(z.string()).min(1)).min(1),
});

/** The shape of addon.yaml. */
export const addonSchema = z.strictObject({
  summary: z.string(),
  version: z.string(),
  /** Components of images/components.yaml whose images it runs. */
  components: z.array(name).default([]),
  /** Addons that are enabled before it. */
  needs: z.array(name).default([]),
  /** Addons that it stands for: it is nothing itself. */
  members: z.array(name).default([]),
  /** A Secret that it reads, made from the user's values unless there is one. */
  secret: secretSchema.optional(),
  /** What messages of Kubernetes about its pods mean, the first that matches. */
  diagnoses: z.array(z.strictObject({match: z.string(), means: z.string()})).default([]),
  /** Printed after enabling. */
  notes: z.string().optional(),
});

export type AddonFile = z.output<typeof addonSchema>;
export type AddonSecret = z.output<typeof secretSchema>;
