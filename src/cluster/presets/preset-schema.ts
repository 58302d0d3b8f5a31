import {z} from 'zod';
import {leastMemory} from '../spec/check-spec.ts';
import {addonsSchema, nodeCountSchema} from '../spec/field-schemas.ts';
import {parseMemoryAmount} from '../spec/memory-amount.ts';

const names = z.array(z.string().min(1)).default([]);

const memorySchema = z.string().transform((text, context) => {
  const amount = parseMemoryAmount(text);
  if (amount !== undefined && amount >= leastMemory['control-plane']) return amount;
  context.addIssue({code: 'custom', message: `"${text}" is not an amount of memory that every node can do with`});
  return z.NEVER;
});

/** The shape of presets/NAME.yaml: what a cluster has to be like for one tutorial. What is not said is as it would be without a preset. */
export const presetSchema = z.strictObject({
  summary: z.string().min(1),
  /** Address of the tutorial. */
  tutorial: z.url().optional(),
  /** All of them, control planes included. */
  nodes: nodeCountSchema,
  taintControlPlanes: z.boolean().default(false),
  /** Of each node, where the host has as many. */
  cpus: z.number().positive().optional(),
  /** Of each node, where the host has as much; in the file with its unit, here MiB. */
  memory: memorySchema.optional(),
  /** Services of type LoadBalancer get addresses. */
  tunnel: z.boolean().default(false),
  addons: addonsSchema.default([]),
  /** Names of samples whose images the tutorial runs. */
  samples: names,
  /** Whole names of those of the samples' images that the tutorial's text names: a cluster that has these has what it runs. */
  images: names,
  /** The class that claims get which name none: volumes of `standard` stay on the node of their pod, those of `shared` are seen by all. */
  storageClass: z.enum(['standard', 'shared']).optional(),
  /** Provisioners that classes of the tutorial name. */
  provisioners: names,
  /** Names of the library. */
  apparmorProfiles: names,
  /** Commands that only the user can complete. */
  next: names,
});

export interface Preset extends z.output<typeof presetSchema> {
  readonly name: string;
}
