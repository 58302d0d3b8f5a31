import {z} from 'zod';
import * as field from './field-schemas.ts';
import {specDefaults} from './spec-defaults.ts';

export const specApiVersion = 'flotilla.dev/v1alpha1';

const nodeSchema = z.strictObject({
  role: z.enum(['control-plane', 'worker']).describe('What the node is: control planes run etcd and the API server.'),
  labels: field.labelsSchema.default({}).describe('Labels of the Kubernetes node.'),
  taints: z.array(field.taintSchema).default([]).describe('Taints of the Kubernetes node.'),
  cpus: field.cpusSchema.default('no-limit').describe('Processors the node may use: a number, "max" or "no-limit".'),
  memory: field.memorySchema.default('no-limit').describe('Memory the node may use: MiB, an amount such as "5g", "max" or "no-limit".'),
});

const networkingSchema = z.strictObject({
  podCIDR: field.podCidrSchema.default(specDefaults.networking.podCIDR).describe('Addresses of pods; each node gets a /24 of it.'),
  serviceCIDR: field.serviceCidrSchema.default(specDefaults.networking.serviceCIDR).describe('Addresses of Services.'),
  subnet: field.subnetSchema.optional().describe('Addresses of nodes; a free network is picked when absent.'),
  dnsDomain: field.dnsDomainSchema.default(specDefaults.networking.dnsDomain).describe("The cluster's DNS domain."),
  kubeProxyMode: field.kubeProxyModeSchema.default(specDefaults.networking.kubeProxyMode).describe('How kube-proxy programs the kernel.'),
});

const apiServerSchema = z.strictObject({
  address: field.addressSchema.default(specDefaults.apiServer.address).describe('Address of the host where the API server is published.'),
  port: field.portSchema.optional().describe('Port of the host; a free one is chosen when absent.'),
});

/** The file a user writes: strict, so that a misspelt key is an error rather than a default. */
export const clusterDocumentSchema = z.strictObject({
  apiVersion: z.literal(specApiVersion),
  kind: z.literal('Cluster'),
  name: field.clusterNameSchema.default(specDefaults.name).describe('The profile: name of the cluster and of its kubeconfig context.'),
  kubernetesVersion: field.versionSchema
    .default(specDefaults.kubernetesVersion)
    .describe('Version of Kubernetes such as v1.36.2, or "stable" for the default.'),
  image: field.imageSchema.optional().describe('Node image; the one of the version when absent.'),
  nodes: z.array(nodeSchema).min(1).max(99).optional().describe('The nodes; one control plane when absent.'),
  networking: networkingSchema.prefault({}).describe('Addresses and the way Services work.'),
  apiServer: apiServerSchema.prefault({}).describe('How the host reaches the API server.'),
  taintControlPlanes: z.boolean().default(false).describe('Keep ordinary pods off the control planes.'),
  featureGates: field.featureGatesSchema.default({}).describe('Feature gates of all Kubernetes components.'),
  runtimeConfig: field.runtimeConfigSchema.default({}).describe('APIs to serve or not to serve: kube-apiserver --runtime-config.'),
  addons: field.addonsSchema.default([]).describe('Addons to enable.'),
});

/** A document after validation, with defaults. */
export type ClusterDocument = z.output<typeof clusterDocumentSchema>;
