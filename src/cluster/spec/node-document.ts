import {z} from 'zod';
import * as field from './field-schemas.ts';
import {mountSchema, nodePortSchema} from './node-field-schemas.ts';
import {jsonPatchSchema, mergePatchSchema, overridesSchema} from './patch-schemas.ts';

/** One node of the file that a user writes. */
export const nodeSchema = z.strictObject({
  role: z.enum(['control-plane', 'worker']).describe('What the node is: control planes run etcd and the API server.'),
  image: field.imageSchema.optional().describe('Node image of this node; that of the cluster when absent.'),
  labels: field.labelsSchema.default({}).describe('Labels of the Kubernetes node.'),
  taints: z.array(field.taintSchema).default([]).describe('Taints of the Kubernetes node.'),
  cpus: field.cpusSchema.default('no-limit').describe('Processors the node may use: a number, "max" or "no-limit".'),
  memory: field.memorySchema.default('no-limit').describe('Memory the node may use: MiB, an amount such as "5g", "max" or "no-limit".'),
  mounts: z.array(mountSchema).default([]).describe('Folders of the host in this node, besides those of the cluster.'),
  ports: z.array(nodePortSchema).default([]).describe('Ports of this node that the host publishes.'),
  kubelet: overridesSchema.default({}).describe("KubeletConfiguration of this node, over the cluster's."),
  kubeadmPatches: z.array(mergePatchSchema).default([]).describe("Merge patches for kubeadm's documents of this node."),
  kubeadmPatchesJSON6902: z.array(jsonPatchSchema).default([]).describe("JSON patches for kubeadm's documents of this node."),
});
