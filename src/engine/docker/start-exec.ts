import type {Duplex} from 'node:stream';
import {pollUntil} from '../../async/poll-until.ts';
import type {DockerApi} from './docker-api.ts';

export interface ExecTarget {
  readonly container: string;
  readonly argv: readonly string[];
}

export interface ExecSettings {
  readonly signal: AbortSignal;
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly workdir?: string;
}

export interface StartedExec {
  readonly id: string;
  readonly socket: Duplex;
}

/** Starts a command in a running container; the socket carries its input and output. */
export async function startExec(api: DockerApi, {container, argv}: ExecTarget, settings: ExecSettings): Promise<StartedExec> {
  const {signal, stdin, tty, env = {}, user, workdir} = settings;
  const action = `run ${argv[0] ?? 'a command'} in container ${container}`;
  const {Id: id} = await api.json<{readonly Id: string}>({
    method: 'POST',
    path: `/containers/${encodeURIComponent(container)}/exec`,
    body: {
      AttachStdin: stdin,
      AttachStdout: true,
      AttachStderr: true,
      Tty: tty,
      Cmd: argv,
      Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
      ...(user === undefined ? {} : {User: user}),
      ...(workdir === undefined ? {} : {WorkingDir: workdir}),
    },
    signal,
    action,
  });
  const socket = await api.hijack({method: 'POST', path: `/exec/${id}/start`, body: {Detach: false, Tty: tty}, signal, action});
  return {id, socket};
}

/** The exit code once the output has ended; the engine may need a moment to note it. */
export function execExitCode(api: DockerApi, id: string, {container}: ExecTarget, signal: AbortSignal): Promise<number> {
  const action = `read the exit code of a command in container ${container}`;
  const probe = async (): Promise<number | undefined> => {
    const {Running, ExitCode} = await api.json<{readonly Running: boolean; readonly ExitCode: number | null}>({
      method: 'GET',
      path: `/exec/${id}/json`,
      signal,
      action,
    });
    return Running ? undefined : (ExitCode ?? undefined);
  };
  return pollUntil(probe, {signal, timeoutMs: 30_000, everyMs: 10, what: `the exit code of a command in container ${container}`});
}
