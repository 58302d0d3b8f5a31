import {z} from 'zod';

const password = /^(?:[a-z][a-z0-9+.-]*:\/\/)?[^/@\s]*@/i;
const hidden = 'holds a user name or password, and the specification is stored in labels that others can read';

/** A URL without credentials. */
function urlSchema(example: string) {
  return z.string().superRefine((text, context) => {
    if (password.test(text)) context.addIssue({code: 'custom', message: hidden});
    else if (!isUrl(text)) context.addIssue({code: 'custom', message: `is not a URL such as ${example}`});
  });
}

function isUrl(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

/** Addresses that mean the node itself in a node. */
export const isLoopback = (url: string): boolean => /^(?:https?:\/\/)?(?:localhost|127\.[\d.]+|\[::1\])(?::\d+)?(?:\/|$)/i.test(url);

export const proxyUrlSchema = urlSchema('http://proxy.example.org:3128').refine((url) => !isLoopback(url), {
  message: 'is this machine itself, which is another one as seen from a node; write an address that nodes reach',
  when: () => true,
});
export const noProxySchema = z.string().regex(/^[^\s"'\\$`]*$/, 'is not a list between commas, without spaces');

const registryHost = z
  .string()
  .regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?$|^\*$|^_default$/,
    'not the host of a registry such as registry.example.org:5000',
  );
const networkOrHost = z
  .string()
  .regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5}|\/\d{1,2})?$/,
    'not the host of a registry such as registry.example.org:5000',
  );

export const registryMirrorsSchema = z.record(registryHost, z.array(urlSchema('https://mirror.example.org')));
export const insecureRegistriesSchema = z.array(networkOrHost);

/** TOML; its syntax is checked by containerd's own rules where patches are applied. */
export const containerdPatchSchema = z.string().superRefine((text, context) => {
  if (/^\s*(?:"?(?:password|auth|identitytoken)"?)\s*=/m.test(text)) {
    context.addIssue({
      code: 'custom',
      message: 'holds the password of a registry, and the specification is stored in labels that others can read',
    });
  }
});

export const hostAliasSchema = z.strictObject({
  ip: z.union([z.ipv4(), z.ipv6()], 'not an address such as 192.0.2.10').describe('Address.'),
  hostnames: z
    .array(
      z.string().regex(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/, 'not a host name such as db.example.org'),
    )
    .min(1)
    .describe('Names that mean it.'),
});

/** As Go writes durations, in hours at the largest, and days, which it lacks. */
export const durationTextSchema = z
  .string()
  .regex(/^(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?$/, 'not a duration such as 8760h or 365d')
  .transform((text, context) => {
    const [, d = 0, h = 0, m = 0, s = 0] = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text) ?? [];
    const seconds = Number(d) * 86_400 + Number(h) * 3600 + Number(m) * 60 + Number(s);
    if (seconds < 600) context.addIssue({code: 'custom', message: 'is less than 10m: certificates would expire while the cluster starts'});
    return seconds % 3600 === 0 ? `${seconds / 3600}h` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
  });
