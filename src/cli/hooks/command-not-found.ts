import type {Hook} from '@oclif/core';
import {AppError} from '../../errors/app-error.ts';
import {nearest} from '../nearest.ts';

/** Runs when oclif knows no command of that name: says so and names the one that was probably meant. */
const commandNotFound: Hook<'command_not_found'> = async ({id, config}) => {
  const spoken = (commandId: string): string => commandId.replaceAll(':', ' ');
  const ids = config.commands.filter((command) => !command.hidden).map((command) => command.id);
  const meant = nearest(id, ids);
  throw new AppError('E_USAGE', `There is no command "${spoken(id)}".`, {
    hints: [...(meant ? [`flotilla ${spoken(meant)}`] : []), 'flotilla --help'],
  });
};

export default commandNotFound;
