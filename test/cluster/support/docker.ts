import {execa} from 'execa';

/** Runs the engine's own command line, which knows nothing of Flotilla. @throws when it fails. */
export async function docker(args: readonly string[], input = ''): Promise<string> {
  const {stdout} = await execa('docker', args, {input});
  return stdout;
}

/** The lines that a command of the engine prints. */
export async function dockerLines(...args: readonly string[]): Promise<string[]> {
  return (await docker(args)).split('\n').filter(Boolean);
}
