import {z} from 'zod';
import * as field from './field-schemas.ts';

/** What the command line can say about a cluster; the key `podCidr` is the flag `--pod-cidr`. Absent and undefined are the same. */
export interface SpecFlags {
  readonly name?: string | undefined;
  readonly kubernetesVersion?: string | undefined;
  readonly image?: string | undefined;
  /** All nodes, control planes included. */
  readonly nodes?: number | undefined;
  readonly controlPlanes?: number | undefined;
  /** For every node. */
  readonly cpus?: number | string | undefined;
  /** For every node; a number is MiB. */
  readonly memory?: number | string | undefined;
  readonly podCidr?: string | undefined;
  readonly serviceCidr?: string | undefined;
  readonly subnet?: string | undefined;
  readonly dnsDomain?: string | undefined;
  readonly kubeProxyMode?: string | undefined;
  readonly apiServerAddress?: string | undefined;
  readonly apiServerPort?: number | undefined;
  readonly taintControlPlanes?: boolean | undefined;
  /** `Name=true`, one or several between commas in each. */
  readonly featureGates?: readonly string[] | undefined;
  /** `api/all=true`, one or several between commas in each. */
  readonly runtimeConfig?: readonly string[] | undefined;
  readonly addons?: readonly string[] | undefined;
}

const pairs = z.array(z.string()).transform((given, context): Record<string, string | boolean> => {
  const entries = given
    .flatMap((text) => text.split(','))
    .filter(Boolean)
    .map((text) => text.split('='));
  for (const parts of entries) {
    if (parts.length !== 2 || !parts[0] || !parts[1])
      context.addIssue({code: 'custom', message: `"${parts.join('=')}" is not of the form name=value`});
  }
  return Object.fromEntries(entries.map(([key = '', value = '']) => [key, value]));
});

const gatePairs = pairs
  .transform((values, context) =>
    Object.fromEntries(
      Object.entries(values).map(([key, value]) => {
        if (value !== 'true' && value !== 'false') context.addIssue({code: 'custom', message: `${key} is either true or false`});
        return [key, value === 'true'];
      }),
    ),
  )
  .pipe(field.featureGatesSchema);

/** The same checks as for the file, for the values of flags. */
export const specFlagsSchema = z
  .strictObject({
    name: field.clusterNameSchema,
    kubernetesVersion: field.versionSchema,
    image: field.imageSchema,
    nodes: field.nodeCountSchema,
    controlPlanes: field.nodeCountSchema,
    cpus: field.cpusSchema,
    memory: field.memorySchema,
    podCidr: field.podCidrSchema,
    serviceCidr: field.serviceCidrSchema,
    subnet: field.subnetSchema,
    dnsDomain: field.dnsDomainSchema,
    kubeProxyMode: field.kubeProxyModeSchema,
    apiServerAddress: field.addressSchema,
    apiServerPort: field.portSchema,
    taintControlPlanes: z.boolean(),
    featureGates: gatePairs,
    runtimeConfig: pairs.pipe(field.runtimeConfigSchema),
    addons: field.addonsSchema,
  })
  .partial();

/** Flags after validation. */
export type CheckedFlags = z.output<typeof specFlagsSchema>;
