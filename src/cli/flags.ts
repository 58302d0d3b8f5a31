import {Flags} from '@oclif/core';
import {parseDuration, parseWait, shortDuration} from './values/duration.ts';
import {parseList} from './values/list.ts';
import {parseMemory} from './values/memory.ts';

/** A flag that takes memory and gives MiB. */
export const memoryFlag = Flags.custom<number>({helpValue: '5120|5g', parse: async (text) => parseMemory(text)});

/** A flag that takes a duration and gives milliseconds. */
export const durationFlag = Flags.custom<number>({
  helpValue: '5m',
  parse: async (text) => parseDuration(text),
  defaultHelp: async ({options}) => (typeof options.default === 'number' ? shortDuration(options.default) : undefined),
});

/** How long a command that starts nodes waits for each thing that has to become ready. */
export const waitTimeoutFlag = () =>
  durationFlag({default: 300_000, env: 'FLOTILLA_WAIT_TIMEOUT', summary: 'How long to wait.', parse: async (text) => parseWait(text)});

/** A flag that takes words between commas. */
export const listFlag = Flags.custom<readonly string[]>({helpValue: 'a,b', parse: async (text) => parseList(text)});

/** Which node a command is about. */
export const nodeFlag = Flags.custom<string>({
  char: 'n',
  env: 'FLOTILLA_NODE',
  helpValue: 'NAME',
  summary: 'Name of the node; the first control plane unless told.',
});
