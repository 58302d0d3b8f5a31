import {AppError} from '../errors/app-error.ts';
import {lastLines} from './last-lines.ts';
import type {CommandResult} from './shell.ts';

/** The result of a command that must succeed. @throws AppError E_NODE_COMMAND with the last lines of output. */
export function checkedResult(node: string, shown: string, result: CommandResult): CommandResult {
  if (result.exitCode === 0) return result;
  throw new AppError('E_NODE_COMMAND', `On node ${node}, ${shown} ended with exit code ${result.exitCode}.`, {
    details: lastLines(`${result.stdout}\n${result.stderr}`, 15),
    hints: [`flotilla logs --problems shows what went wrong on the nodes`],
  });
}
