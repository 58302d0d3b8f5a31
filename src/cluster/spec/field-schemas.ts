import {z} from 'zod';
import {clusterNameLength, clusterNamePattern, clusterNameProblem, clusterNameShape} from './cluster-name.ts';
import {resolveKubernetesVersion} from './kubernetes-version.ts';
import {parseMemoryAmount} from './memory-amount.ts';
import type {Limit} from './node-spec.ts';

const dnsLabel = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const dnsName = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;
/** Kubernetes' label keys: an optional DNS prefix and a name of at most 63 characters. */
const labelKey = /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;
const labelValue = /^(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/;

export const clusterNameSchema = z
  .string()
  .max(clusterNameLength, `a cluster name has at most ${clusterNameLength} characters`)
  .regex(clusterNamePattern, clusterNameShape)
  .superRefine((name, context) => {
    const problem = clusterNameProblem(name);
    if (problem !== undefined) context.addIssue({code: 'custom', message: problem});
  });

export const versionSchema = z.string().transform((text, context) => {
  const version = resolveKubernetesVersion(text);
  if (typeof version === 'string') return version;
  context.addIssue({code: 'custom', message: version.problem, params: {errorId: version.id}});
  return z.NEVER;
});

export const imageSchema = z.string().regex(/^\w[\w.\-/:@]*$/, 'not an image reference such as example.org/node:v1.36.2');

const words = ['max', 'no-limit'] as const;

export const cpusSchema = z.union([z.number(), z.string()]).transform((given, context): Limit => {
  const word = words.find((candidate) => candidate === given);
  const amount = typeof given === 'string' && !/^\d+(?:\.\d+)?$/.test(given) ? Number.NaN : Number(given);
  if (word !== undefined) return word;
  if (amount >= 0.1 && amount <= 4096) return amount;
  context.addIssue({code: 'custom', message: `"${given}" is not a number of processors; write one such as 2 or 0.5, "max" or "no-limit"`});
  return z.NEVER;
});

export const memorySchema = z.union([z.number(), z.string()]).transform((given, context): Limit => {
  const limit = words.find((candidate) => candidate === given) ?? parseMemoryAmount(String(given));
  if (limit !== undefined) return limit;
  context.addIssue({code: 'custom', message: `"${given}" is not an amount of memory; write 5120 (MiB), 5120mb, 5g, "max" or "no-limit"`});
  return z.NEVER;
});

export const dnsDomainSchema = z.string().max(200).regex(dnsName, 'not a DNS domain such as cluster.local');
export const kubeProxyModeSchema = z.enum(['iptables', 'nftables', 'none']);
export const ipFamilySchema = z.enum(['ipv4', 'ipv6', 'dual']);
export const dnsSearchSchema = z.array(z.string().regex(dnsName, 'not a DNS domain such as example.org'));
/** A name or an address, as certificates have them. */
export const certNameSchema = z
  .string()
  .regex(/^(?:(?:\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|[0-9a-f:]*:[0-9a-f:.]*)$/i, 'neither a host name nor an address');
export const addressSchema = z.union([z.ipv4(), z.ipv6()], 'not an address such as 127.0.0.1 or ::1');
export const portSchema = z.int().min(1).max(65_535);
export const addonsSchema = z.array(z.string().regex(dnsLabel, 'not the name of an addon'));
export const nodeCountSchema = z.int().min(1).max(99);

const labelKeySchema = z.string().regex(labelKey, 'not a label key such as example.org/disk');
const labelValueSchema = z.string().regex(labelValue, 'not a label value: at most 63 letters, digits, "-", "_" and "."');
export const labelsSchema = z.record(labelKeySchema, labelValueSchema);

export const taintEffects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const;

export const taintSchema = z.strictObject({
  key: labelKeySchema,
  value: labelValueSchema.optional(),
  effect: z.enum(taintEffects),
});

export const featureGatesSchema = z.record(
  z.string().regex(/^[A-Z][A-Za-z0-9]*$/, 'not a feature gate such as InPlacePodVerticalScaling'),
  z.boolean(),
);

/** Keys as kube-apiserver's --runtime-config takes them: `api/alpha`, `batch/v1`, `apps/v1/deployments`. */
export const runtimeConfigSchema = z.record(
  z.string().regex(/^[a-z0-9][a-z0-9.-]*(?:\/[a-z0-9]+){0,2}$/, 'not an API such as api/all or batch/v1'),
  z.union([z.string(), z.boolean()]).transform(String),
);
