import {execa} from 'execa';

interface DockerOptions {
  readonly input?: string;
  /** DOCKER_HOST of another engine than this machine's. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the engine's own command line, which knows nothing of Flotilla. @throws when it fails. */
export async function docker(args: readonly string[], {input = '', env = {}}: DockerOptions = {}): Promise<string> {
  const {stdout} = await execa('docker', args, {input, env});
  return stdout;
}

/** The lines that a command of the engine prints. */
export async function dockerLines(...args: readonly string[]): Promise<string[]> {
  return (await docker(args)).split('\n').filter(Boolean);
}
