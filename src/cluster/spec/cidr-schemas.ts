import {z} from 'zod';
import {cidrsIn, formatCidr, isIPv6, tryParseCidr} from '../../network/cidr.ts';

/** The shortest and the longest prefix. */
type Bounds = readonly [number, number];

/** One network, or one of each family between a comma, whose prefix lengths lie between these bounds. */
function cidrListSchema(ipv4: Bounds, ipv6: Bounds) {
  return z.string().superRefine((text, context) => {
    const cidrs = cidrsIn(text);
    const problems = [...cidrs.map((cidr) => cidrProblem(cidr, isIPv6(cidr) ? ipv6 : ipv4)), listProblem(text, cidrs)];
    for (const message of problems) if (message !== undefined) context.addIssue({code: 'custom', message});
  });
}

function listProblem(text: string, cidrs: readonly string[]): string | undefined {
  const families = cidrs.map(isIPv6);
  if (new Set(families).size < families.length) return `"${text}" is more than one network of a family`;
  return cidrs.join(',') === text ? undefined : `write ${cidrs.join(',')}, without spaces`;
}

function cidrProblem(text: string, [shortest, longest]: Bounds): string | undefined {
  const cidr = tryParseCidr(text);
  const canonical = cidr && formatCidr(cidr);
  if (!cidr) return `"${text}" is not a network such as 10.244.0.0/16 or fd00:10:244::/56`;
  if (canonical !== text) return `"${text}" is an address inside a network; write ${canonical}`;
  if (cidr.prefix >= shortest && cidr.prefix <= longest) return undefined;
  return `the prefix length of "${text}" must be between /${shortest} and /${longest}`;
}

/** A /24 or /64 of it for each node; kubeadm wants no more than 2^16 of them. */
export const podCidrSchema = cidrListSchema([8, 24], [48, 64]);
/** The API server takes no range of more than 2^20 addresses; CoreDNS is at the tenth. */
export const serviceCidrSchema = cidrListSchema([12, 28], [108, 124]);
export const subnetSchema = cidrListSchema([16, 24], [32, 112]);
