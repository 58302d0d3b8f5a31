import type {Hook} from '@oclif/core';
import {AppError} from '../../errors/app-error.ts';
import {nearest} from '../nearest.ts';

/** What to use for commands that minikube has and this program has not. */
const instead: Readonly<Record<string, string>> = {
  'docker-env': 'flotilla image build builds an image and brings it to the nodes; flotilla image load brings one of this machine',
  'podman-env': 'flotilla image build builds an image and brings it to the nodes',
  cache: 'flotilla image load brings an image to all nodes, those added later too',
  options: 'flotilla start --help names the flags of all commands at its end',
  'update-check': 'flotilla version',
  license: 'the file LICENSE, which is Apache-2.0',
};

/** Runs when oclif knows no command of that name: says so and names the one that was probably meant. */
const commandNotFound: Hook<'command_not_found'> = async ({id, config}) => {
  const spoken = (commandId: string): string => commandId.replaceAll(':', ' ');
  const ids = config.commands.filter((command) => !command.hidden).map((command) => command.id);
  const known = ids.filter((command) => id.startsWith(`${command}:`)).toSorted((a, b) => b.length - a.length)[0];
  if (known !== undefined) {
    const words = spoken(id.slice(known.length + 1));
    throw new AppError('E_USAGE', `"flotilla ${spoken(known)}" takes no word such as "${words}".`, {
      hints: [`flotilla ${spoken(known)} -p ${words.split(' ')[0]}, if that is a cluster`, `flotilla ${spoken(known)} --help`],
    });
  }
  const meant = nearest(id, ids);
  const [first = ''] = id.split(':');
  throw new AppError('E_USAGE', `There is no command "${spoken(id)}".`, {
    hints: [...(instead[first] ? [instead[first]] : meant ? [`flotilla ${spoken(meant)}`] : []), 'flotilla --help'],
  });
};

export default commandNotFound;
