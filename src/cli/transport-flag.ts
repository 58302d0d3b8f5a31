import {Flags} from '@oclif/core';
import {transports} from '../cluster/access/node-shell.ts';

/** By which way a command gets into nodes. */
export const transportFlag = () =>
  Flags.option({options: transports})({
    default: 'exec',
    env: 'FLOTILLA_TRANSPORT',
    summary: 'Way into the node: through the container engine, or SSH to its address.',
  });
