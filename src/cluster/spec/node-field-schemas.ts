import {z} from 'zod';
import {addressSchema, portSchema} from './field-schemas.ts';

const absolutePath = z.string().regex(/^\//, 'is not an absolute path');

/** Below these a mount would hide what a node lives on. */
const taken = /^\/(?:|proc|sys|dev|run|tmp|var|etc|usr|mnt\/shared|var\/lib\/(?:flotilla|kubelet|containerd|etcd))\/?$/;

export const mountSchema = z.strictObject({
  hostPath: z
    .string()
    .regex(/^(?:\/|\.\.?(?:\/|$))/, 'is neither an absolute path nor one that begins with ./')
    .describe('Folder or file of the machine that runs the engine; relative ones start from the folder of this file.'),
  nodePath: absolutePath.refine((path) => !taken.test(path), 'is a folder that the node itself needs').describe('Where it is in the node.'),
  readOnly: z.boolean().default(false).describe('The node cannot write to it.'),
  propagation: z
    .enum(['None', 'HostToContainer', 'Bidirectional'])
    .default('None')
    .describe("Which later mounts below it are seen on the other side, in Kubernetes' words."),
});

export const nodePortSchema = z.strictObject({
  nodePort: portSchema.describe('Port in the node.'),
  hostPort: z.int().min(0).max(65_535).default(0).describe('Port of the host; 0 or absent: a free one is chosen.'),
  hostAddress: addressSchema.default('127.0.0.1').describe('Address of the host.'),
  protocol: z
    .enum(['tcp', 'udp', 'sctp', 'TCP', 'UDP', 'SCTP'])
    .transform((word) => word.toLowerCase() as 'tcp' | 'udp' | 'sctp')
    .default('tcp')
    .describe('tcp, udp or sctp.'),
});
