import {Flags} from '@oclif/core';
import {transportFlag} from './transport-flag.ts';

/** To which machines a command about AppArmor goes: nodes of the cluster, or any others that SSH reaches. */
export const apparmorFlags = {
  node: Flags.string({
    char: 'n',
    env: 'FLOTILLA_NODE',
    helpValue: 'NAME',
    multiple: true,
    summary: 'Only these nodes; all that run unless told.',
  }),
  transport: transportFlag(),
  host: Flags.string({
    env: 'FLOTILLA_HOST',
    exclusive: ['node'],
    helpValue: 'USER@HOST[:PORT]',
    multiple: true,
    summary: 'Machines that SSH reaches, in place of nodes; several after one flag, or one after each.',
  }),
  'identity-file': Flags.string({
    char: 'i',
    dependsOn: ['host'],
    env: 'FLOTILLA_IDENTITY_FILE',
    helpValue: 'FILE',
    summary: 'Private key for --host; the agent and the usual files unless told.',
  }),
  'known-hosts': Flags.string({
    dependsOn: ['host'],
    env: 'FLOTILLA_KNOWN_HOSTS',
    helpValue: 'FILE',
    summary: "File with the keys of the hosts; the user's and the machine's own unless told.",
  }),
} as const;

export interface ApparmorFlags {
  readonly node: readonly string[] | undefined;
  readonly transport: 'exec' | 'ssh';
  readonly host: readonly string[] | undefined;
  readonly 'identity-file': string | undefined;
  readonly 'known-hosts': string | undefined;
}
