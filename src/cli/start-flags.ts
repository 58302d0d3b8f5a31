import {Flags} from '@oclif/core';
import {apparmorNeeds} from '../apparmor/cluster/check-start.ts';
import {listFlag, waitTimeoutFlag} from './flags.ts';
import {imageSourceFlags} from './image-source-flags.ts';
import {specFlags} from './spec-flags.ts';

/** Flags of `start`; `config set` stores defaults for them. */
export const startFlags = {
  ...specFlags,
  ...imageSourceFlags,
  wait: listFlag({
    default: ['all'],
    env: 'FLOTILLA_WAIT',
    helpValue: 'all|none|LIST',
    summary: 'What to wait for: all, none, or some of apiserver, system_pods (DNS and storage), default_sa, node_ready.',
  }),
  'wait-timeout': waitTimeoutFlag(),
  'keep-context': Flags.boolean({env: 'FLOTILLA_KEEP_CONTEXT', summary: 'Leave the current context of kubectl as it is.'}),
  apparmor: Flags.option({options: apparmorNeeds})({
    default: 'required',
    env: 'FLOTILLA_APPARMOR',
    summary: 'Whether AppArmor profiles of the cluster file keep a cluster from being made where the kernel has no AppArmor.',
  }),
  'dry-run': Flags.boolean({
    env: 'FLOTILLA_DRY_RUN',
    summary: 'Make nothing; print what would be made, and where each setting comes from.',
  }),
} as const;
