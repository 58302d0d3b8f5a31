import {z} from 'zod';

/** `kind.x-k8s.io/v1alpha4`. */
export const kindApiVersion = 'kind.x-k8s.io/v1alpha4';

const text = z.string();
/** Scalars as people write them: kind's Go types take numbers and booleans for text in no field, but YAML files often have them. */
const patches = z.array(text);

const jsonPatches = z.array(z.strictObject({group: text, version: text, kind: text, patch: text}));

const mount = z.strictObject({
  containerPath: text,
  hostPath: text,
  readOnly: z.boolean().optional(),
  selinuxRelabel: z.boolean().optional(),
  propagation: z.enum(['None', 'HostToContainer', 'Bidirectional', '']).optional(),
});

const port = z.strictObject({
  containerPort: z.int(),
  hostPort: z.int().optional(),
  listenAddress: text.optional(),
  protocol: z.enum(['TCP', 'UDP', 'SCTP', 'tcp', 'udp', 'sctp', '']).optional(),
});

const node = z.strictObject({
  role: z.enum(['control-plane', 'worker']).optional(),
  image: text.optional(),
  labels: z.record(text, text).optional(),
  extraMounts: z.array(mount).nullish(),
  extraPortMappings: z.array(port).nullish(),
  kubeadmConfigPatches: patches.nullish(),
  kubeadmConfigPatchesJSON6902: jsonPatches.nullish(),
});

const networking = z.strictObject({
  ipFamily: z.enum(['ipv4', 'ipv6', 'dual', '']).optional(),
  apiServerPort: z.int().optional(),
  apiServerAddress: text.optional(),
  podSubnet: text.optional(),
  serviceSubnet: text.optional(),
  disableDefaultCNI: z.boolean().optional(),
  kubeProxyMode: z.enum(['iptables', 'ipvs', 'nftables', 'none', '']).optional(),
  dnsSearch: z.array(text).nullish(),
});

/** kind's cluster file, as its documentation has it. */
export const kindDocumentSchema = z.strictObject({
  apiVersion: z.literal(kindApiVersion),
  kind: z.literal('Cluster'),
  name: text.optional(),
  nodes: z.array(node).nullish(),
  networking: networking.nullish(),
  featureGates: z.record(text, z.boolean()).nullish(),
  runtimeConfig: z.record(text, z.union([z.string(), z.boolean()])).nullish(),
  kubeadmConfigPatches: patches.nullish(),
  kubeadmConfigPatchesJSON6902: jsonPatches.nullish(),
  containerdConfigPatches: patches.nullish(),
  containerdConfigPatchesJSON6902: patches.nullish(),
});

export type KindDocument = z.output<typeof kindDocumentSchema>;
export type KindNode = z.output<typeof node>;
