import {z} from 'zod';
import {podCidrSchema, serviceCidrSchema, subnetSchema} from './cidr-schemas.ts';
import * as connection from './connection-schemas.ts';
import * as field from './field-schemas.ts';
import {extraConfigSchema, mountFlagSchema, portFlagSchema, splitMirror} from './flag-values.ts';
import {certificateSchema, cniSchema} from './text-schemas.ts';

/** What the command line can say about a cluster; the key `podCidr` is the flag `--pod-cidr`. Absent and undefined are the same. */
export interface SpecFlags {
  readonly name?: string | undefined;
  readonly kubernetesVersion?: string | undefined;
  readonly image?: string | undefined;
  /** All nodes, control planes included. */
  readonly nodes?: number | undefined;
  readonly controlPlanes?: number | undefined;
  /** Three control planes, unless it is said how many. */
  readonly ha?: boolean | undefined;
  /** For every node. */
  readonly cpus?: number | string | undefined;
  /** For every node; a number is MiB. */
  readonly memory?: number | string | undefined;
  readonly podCidr?: string | undefined;
  readonly serviceCidr?: string | undefined;
  readonly subnet?: string | undefined;
  readonly dnsDomain?: string | undefined;
  readonly kubeProxyMode?: string | undefined;
  readonly ipFamily?: string | undefined;
  /** `default`, `none` or the text of manifests. */
  readonly cni?: string | undefined;
  readonly networkPolicy?: boolean | undefined;
  readonly apiServerAddress?: string | undefined;
  readonly apiServerPort?: number | undefined;
  readonly apiServerNames?: readonly string[] | undefined;
  readonly apiServerIps?: readonly string[] | undefined;
  readonly taintControlPlanes?: boolean | undefined;
  readonly tunnel?: boolean | undefined;
  /** `Name=true`, one or several between commas in each. */
  readonly featureGates?: readonly string[] | undefined;
  /** `api/all=true`, one or several between commas in each. */
  readonly runtimeConfig?: readonly string[] | undefined;
  /** `component.key=value` each. */
  readonly extraConfig?: readonly string[] | undefined;
  readonly addons?: readonly string[] | undefined;
  /** `HOST:NODE[:ro]`, in every node. */
  readonly mount?: readonly string[] | undefined;
  /** `[ADDRESS:]HOST:NODE[/PROTOCOL]`, of the first control plane. */
  readonly port?: readonly string[] | undefined;
  /** `URL` or `HOST=URL`. */
  readonly registryMirror?: readonly string[] | undefined;
  readonly insecureRegistry?: readonly string[] | undefined;
  readonly localRegistry?: boolean | undefined;
  readonly localRegistryPort?: number | undefined;
  /** PEM texts. */
  readonly caCertificate?: readonly string[] | undefined;
  readonly httpProxy?: string | undefined;
  readonly httpsProxy?: string | undefined;
  readonly noProxy?: string | undefined;
  readonly certExpiration?: string | undefined;
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

const mirrors = z
  .array(z.string())
  .transform((texts) => {
    const byHost: Record<string, string[]> = {};
    for (const {host, url} of texts.map(splitMirror)) byHost[host] = [...(byHost[host] ?? []), url];
    return byHost;
  })
  .pipe(connection.registryMirrorsSchema);

/** The same checks as for the file, for the values of flags. */
export const specFlagsSchema = z
  .strictObject({
    name: field.clusterNameSchema,
    kubernetesVersion: field.versionSchema,
    image: field.imageSchema,
    nodes: field.nodeCountSchema,
    controlPlanes: field.nodeCountSchema,
    ha: z.boolean(),
    cpus: field.cpusSchema,
    memory: field.memorySchema,
    podCidr: podCidrSchema,
    serviceCidr: serviceCidrSchema,
    subnet: subnetSchema,
    dnsDomain: field.dnsDomainSchema,
    kubeProxyMode: field.kubeProxyModeSchema,
    ipFamily: field.ipFamilySchema,
    cni: cniSchema,
    networkPolicy: z.boolean(),
    apiServerAddress: field.addressSchema,
    apiServerPort: field.portSchema,
    apiServerNames: z.array(field.certNameSchema),
    apiServerIps: z.array(field.certNameSchema),
    taintControlPlanes: z.boolean(),
    tunnel: z.boolean(),
    featureGates: gatePairs,
    runtimeConfig: pairs.pipe(field.runtimeConfigSchema),
    extraConfig: extraConfigSchema,
    addons: field.addonsSchema,
    mount: z.array(mountFlagSchema),
    port: z.array(portFlagSchema),
    registryMirror: mirrors,
    insecureRegistry: connection.insecureRegistriesSchema,
    localRegistry: z.boolean(),
    localRegistryPort: field.portSchema,
    caCertificate: z.array(certificateSchema),
    httpProxy: connection.proxyUrlSchema,
    httpsProxy: connection.proxyUrlSchema,
    noProxy: connection.noProxySchema,
    certExpiration: connection.durationTextSchema,
  })
  .partial();

/** Flags after validation. */
export type CheckedFlags = z.output<typeof specFlagsSchema>;
