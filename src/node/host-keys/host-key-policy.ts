import {hostPattern, judgeHostKey, knownKeyTypes} from './known-hosts.ts';

/** Decides whether a host is the one that is meant, by the key it shows. There is no policy that trusts everybody. */
export interface HostKeyPolicy {
  /** Types of keys to ask the host for first, because those are known. */
  readonly types: readonly string[];
  /** `undefined` when the key is the host's; otherwise why not, as a sentence, and what to do. */
  judge(key: Buffer): HostKeyRefusal | undefined;
}

export interface HostKeyRefusal {
  readonly message: string;
  readonly hints: readonly string[];
}

/** Trusts exactly one key, which was learnt by a way that is trusted already: the line of a public key file. */
export function pinnedHostKey(publicKey: string, host: string): HostKeyPolicy {
  const [type = '', pinned = ''] = publicKey.trim().split(/\s+/);
  return {
    types: [type],
    judge: (key) =>
      key.toString('base64') === pinned
        ? undefined
        : {
            message: `${host} shows another host key than the one it has: somebody else answers at its address.`,
            hints: ['look for another container or machine with the same address'],
          },
  };
}

/** Trusts the keys that the text of known_hosts files has for the host. `files` names them, for messages. */
export function knownHostsPolicy(text: string, host: string, port: number, files: string): HostKeyPolicy {
  const name = hostPattern(host, port);
  const scan = `ssh-keyscan ${port === 22 ? '' : `-p ${port} `}${host}`;
  return {
    types: knownKeyTypes(text, host, port),
    judge(key) {
      switch (judgeHostKey(text, host, port, key)) {
        case 'trusted':
          return undefined;
        case 'unknown':
          return {
            message: `The host key of ${name} is in none of ${files}.`,
            hints: [`ssh ${port === 22 ? '' : `-p ${port} `}${host} asks you whether it is right and notes it`, `${scan} prints it`],
          };
        case 'changed':
          return {
            message: `${name} shows another host key than the one in ${files}: it was set up anew, or somebody else answers.`,
            hints: [`if you know that it was set up anew: ssh-keygen -R '${name}', then ssh ${host}`],
          };
        case 'revoked':
          return {message: `${files} say that the host key of ${name} is revoked.`, hints: []};
      }
    },
  };
}
