import {z} from 'zod';
import {apparmorSchema} from './apparmor-schema.ts';
import {podCidrSchema, serviceCidrSchema, subnetSchema} from './cidr-schemas.ts';
import * as connection from './connection-schemas.ts';
import * as field from './field-schemas.ts';
import {nodeSchema} from './node-document.ts';
import {mountSchema} from './node-field-schemas.ts';
import {argumentsSchema, jsonPatchSchema, mergePatchSchema, overridesSchema} from './patch-schemas.ts';
import {specDefaults} from './spec-defaults.ts';
import {certificateSchema, cniSchema, configurationTextSchema, manifestSchema} from './text-schemas.ts';

export const specApiVersion = 'flotilla.dev/v1alpha1';

const networkingSchema = z.strictObject({
  podCIDR: podCidrSchema.optional().describe('Addresses of pods, of each family; each node gets a /24, or of IPv6 a /64.'),
  serviceCIDR: serviceCidrSchema.optional().describe('Addresses of Services, of each family.'),
  subnet: subnetSchema.optional().describe('Addresses of nodes; a free network of each family is picked when absent.'),
  dnsDomain: field.dnsDomainSchema.default(specDefaults.networking.dnsDomain).describe("The cluster's DNS domain."),
  dnsSearch: field.dnsSearchSchema.optional().describe('Domains with which nodes and pods complete names.'),
  kubeProxyMode: field.kubeProxyModeSchema
    .default(specDefaults.networking.kubeProxyMode)
    .describe('How kube-proxy programs the kernel; "none" leaves it out.'),
  ipFamily: field.ipFamilySchema.default(specDefaults.networking.ipFamily).describe('Addresses of one family, or of both.'),
  cni: cniSchema.default(specDefaults.networking.cni).describe('"default", "none", or a file with the manifests of another network.'),
  networkPolicy: z.boolean().default(specDefaults.networking.networkPolicy).describe('Enforce NetworkPolicy objects.'),
});

const apiServerSchema = z.strictObject({
  address: field.addressSchema.default(specDefaults.apiServer.address).describe('Address of the host where the API server is published.'),
  port: field.portSchema.optional().describe('Port of the host; a free one is chosen when absent.'),
  certSANs: z.array(field.certNameSchema).default([]).describe('Further names and addresses in its certificate.'),
});

const componentArgumentsSchema = z.strictObject({
  apiServer: argumentsSchema.default({}).describe('Arguments of kube-apiserver, by name.'),
  controllerManager: argumentsSchema.default({}).describe('Arguments of kube-controller-manager, by name.'),
  scheduler: argumentsSchema.default({}).describe('Arguments of kube-scheduler, by name.'),
  etcd: argumentsSchema.default({}).describe('Arguments of etcd, by name.'),
  kubelet: argumentsSchema.default({}).describe('Arguments of the kubelet, by name.'),
  kubeProxy: argumentsSchema.default({}).describe('Fields of KubeProxyConfiguration.'),
});

const proxySchema = z.strictObject({
  httpProxy: connection.proxyUrlSchema.optional().describe('For http:// addresses.'),
  httpsProxy: connection.proxyUrlSchema.optional().describe('For https:// addresses.'),
  noProxy: connection.noProxySchema.optional().describe("Names and networks without proxy, between commas; the cluster's own are added."),
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
  tunnel: z.boolean().default(specDefaults.tunnel).describe('Give Services of type LoadBalancer addresses, as long as the cluster runs.'),
  featureGates: field.featureGatesSchema.default({}).describe('Feature gates of all Kubernetes components.'),
  runtimeConfig: field.runtimeConfigSchema.default({}).describe('APIs to serve or not to serve: kube-apiserver --runtime-config.'),
  addons: field.addonsSchema.default([]).describe('Addons to enable.'),
  mounts: z.array(mountSchema).default([]).describe('Folders of the host in every node.'),
  kubelet: overridesSchema.default({}).describe('KubeletConfiguration of every node.'),
  kubeadmPatches: z.array(mergePatchSchema).default([]).describe("Merge patches for kubeadm's documents, with kind to say which."),
  kubeadmPatchesJSON6902: z.array(jsonPatchSchema).default([]).describe("JSON patches for kubeadm's documents."),
  componentArguments: componentArgumentsSchema.prefault({}).describe('Command-line arguments of components.'),
  admissionConfiguration: configurationTextSchema('AdmissionConfiguration')
    .optional()
    .describe('A file with an AdmissionConfiguration for the API server, or its text.'),
  auditPolicy: configurationTextSchema('Policy').optional().describe('A file with an audit Policy for the API server, or its text.'),
  registryMirrors: connection.registryMirrorsSchema.default({}).describe('Mirrors of registries: host to URLs, the best first.'),
  insecureRegistries: connection.insecureRegistriesSchema.default([]).describe('Registries without TLS, or with any certificate.'),
  caCertificates: z.array(certificateSchema).default([]).describe('Files with certificates to trust, or their PEM texts.'),
  proxy: proxySchema.prefault({}).describe('Proxies that nodes use.'),
  localRegistry: z
    .strictObject({port: field.portSchema.default(5001).describe('Port of the host where it is published.')})
    .optional()
    .describe('A registry beside the cluster.'),
  containerdConfigPatches: z
    .array(connection.containerdPatchSchema)
    .default([])
    .describe("Merge patches for containerd's configuration, in TOML."),
  hostAliases: z.array(connection.hostAliasSchema).default([]).describe('Names that nodes and pods resolve.'),
  manifests: z.array(manifestSchema).default([]).describe('Files with Kubernetes objects to apply, or their names and texts.'),
  apparmorProfiles: z.array(apparmorSchema).default([]).describe('Files with AppArmor profiles for every node, or their texts.'),
  certificateValidity: connection.durationTextSchema.optional().describe('How long certificates are valid, such as 8760h.'),
});

/** A document after validation, with defaults. */
export type ClusterDocument = z.output<typeof clusterDocumentSchema>;
