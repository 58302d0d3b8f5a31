import {isLoopback} from '../cluster/spec/connection-schemas.ts';
import type {SpecFlags} from '../cluster/spec/spec-flags.ts';

type Env = Readonly<Record<string, string | undefined>>;

const flagOf = {HTTP_PROXY: 'httpProxy', HTTPS_PROXY: 'httpsProxy'} as const;

/**
 * The proxies of the environment, which nodes use as well unless something more specific is said. Those that nodes could not use or that hold
 * a password are left out, each with a warning.
 */
export function ambientProxy(env: Env): {readonly flags: SpecFlags; readonly warnings: readonly string[]} {
  const found = Object.entries(flagOf).flatMap(([name, flag]) => {
    const url = env[name] ?? env[name.toLowerCase()];
    return url ? [{name, flag, url, problem: problemOf(url)}] : [];
  });
  const usable = found.filter(({problem}) => problem === undefined);
  const noProxy = (env['NO_PROXY'] ?? env['no_proxy'])?.replaceAll(/\s/g, '');
  return {
    flags: {
      ...Object.fromEntries(usable.map(({flag, url}) => [flag, /^[a-z]+:\/\//i.test(url) ? url : `http://${url}`])),
      ...(usable.length > 0 && noProxy ? {noProxy} : {}),
    },
    warnings: found.flatMap(({name, problem}) =>
      problem === undefined ? [] : [`Nodes do not get ${name} of the environment: ${problem}.`],
    ),
  };
}

function problemOf(url: string): string | undefined {
  if (/^(?:[a-z]+:\/\/)?[^/@]*@/i.test(url)) return 'it holds a user name or password, which would end in labels that others can read';
  if (isLoopback(url)) return 'it is this machine itself, which is another one as seen from a node';
  return undefined;
}
