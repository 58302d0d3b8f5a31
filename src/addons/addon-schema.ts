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

const optionSummary = {summary: z.string().describe('What it decides.')};

const optionSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('string'),
    default: z.string(),
    values: z.array(z.string()).min(1).optional().describe('The only ones it may have.'),
    fact: z.enum(['spareAddresses']).optional().describe('What Flotilla knows of the cluster, instead of the default.'),
    ...optionSummary,
  }),
  z.strictObject({type: z.literal('integer'), default: z.int(), min: z.int().optional(), max: z.int().optional(), ...optionSummary}),
  z.strictObject({type: z.literal('boolean'), default: z.boolean(), ...optionSummary}),
]);

const optionName = z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'Expected letters and digits, the first of them small.');

const portSchema = z.strictObject({
  host: optionName.describe('Option with the port of this machine.'),
  node: optionName.describe('Option with the port of the nodes that it leads to.'),
});

const traceSchema = z.strictObject({apiVersion: z.string(), kind: z.string(), name: z.string(), namespace: name.optional()});

const endpointSchema = z.strictObject({
  service: name.describe('Name of the Service.'),
  namespace: name.describe('Namespace of the Service.'),
  port: z.int().min(1).max(65_535).describe('Port of the Service.'),
});

/** The shape of addon.yaml. */
export const addonSchema = z.strictObject({
  summary: z.string(),
  version: z.string(),
  /** Its objects are the cluster's own, which `start` makes too; there are no manifests beside it. */
  builtIn: z.enum(['storage-provisioner', 'network-policy']).optional(),
  /** Components of images/components.yaml whose images it runs. */
  components: z.array(name).default([]),
  /** Images that no component makes: nodes pull them. */
  pulls: z.array(z.string()).default([]),
  /** Addons that are enabled before it. */
  needs: z.array(name).default([]),
  /** Addons that it stands for: it is nothing itself. */
  members: z.array(name).default([]),
  /** What --set and --values choose. In the manifests, `${name}` of an option stands for its value. */
  options: z.record(optionName, optionSchema).default({}),
  /** Ports of this machine, on 127.0.0.1, that lead into the cluster while the addon is enabled. */
  ports: z.array(portSchema).default([]),
  /** Services where it listens; `addons open` opens the first. */
  endpoints: z.array(endpointSchema).default([]),
  /** Objects that its programs make themselves, which disabling removes too. */
  traces: z.array(traceSchema).default([]),
  /** A Secret that it reads, made from the user's values unless there is one. */
  secret: secretSchema.optional(),
  /** What messages of Kubernetes about its pods mean, the first that matches. */
  diagnoses: z.array(z.strictObject({match: z.string(), means: z.string()})).default([]),
  /** Printed after enabling, with the values of options. */
  notes: z.string().optional(),
});

export type AddonFile = z.output<typeof addonSchema>;
export type BuiltIn = NonNullable<AddonFile['builtIn']>;
export type AddonOption = z.output<typeof optionSchema>;
export type AddonSecret = z.output<typeof secretSchema>;
