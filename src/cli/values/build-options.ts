import {AppError} from '../../errors/app-error.ts';

export interface BuildOptions {
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly noCache: boolean;
  readonly target?: string;
}

interface BuildFlags {
  readonly 'build-arg'?: readonly string[] | undefined;
  readonly 'no-cache'?: boolean;
  readonly target?: string | undefined;
}

/** Options of a build from our own flags and from minikube's `--build-opt`. @throws AppError E_USAGE. */
export function buildOptions(options: readonly string[], flags: BuildFlags): BuildOptions {
  const of = (name: string): string[] =>
    options.filter((option) => option === name || option.startsWith(`${name}=`)).map((option) => option.slice(name.length + 1));
  const unknown = options.find((option) => !['build-arg', 'no-cache', 'target'].includes(option.split('=', 1)[0] ?? ''));
  if (unknown !== undefined) {
    throw new AppError('E_USAGE', `"${unknown}" is no build option that is known here.`, {
      hints: ['known are no-cache, target=STAGE and build-arg=KEY=VALUE'],
    });
  }
  const target = flags.target ?? of('target').at(-1);
  return {
    buildArgs: Object.fromEntries([...(flags['build-arg'] ?? []), ...of('build-arg')].map(assignment)),
    noCache: flags['no-cache'] === true || of('no-cache').some((value) => value !== 'false'),
    ...(target === undefined ? {} : {target}),
  };
}

/** Without a value it is taken from the environment, as `docker build` does. */
function assignment(text: string): [string, string] {
  const equals = text.indexOf('=');
  if (equals > 0) return [text.slice(0, equals), text.slice(equals + 1)];
  const value = process.env[text];
  if (value !== undefined) return [text, value];
  throw new AppError('E_USAGE', `The build argument "${text}" has no value.`, {hints: ['--build-arg KEY=VALUE']});
}
