import {AppError} from '../../../errors/app-error.ts';
import type {Component} from '../../catalogue.ts';
import type {GoToolchain} from './go-toolchain.ts';
import {runGo} from './run-go.ts';

/** Where the first Go module of a component is unpacked on this machine; fetches it where it is not. */
export async function moduleFolder({name, version, go: recipe}: Component, go: GoToolchain, signal: AbortSignal): Promise<string> {
  const [main] = recipe?.modules ?? [];
  if (main === undefined) throw new AppError('E_INTERNAL', `${name} is not made of a Go module.`);
  const options = {cwd: '/', env: {GOFLAGS: ''}, signal, what: `Fetching ${name} ${version}`};
  const {Dir} = JSON.parse(await runGo(go, ['mod', 'download', '-json', `${main}@${version}`], options)) as {readonly Dir: string};
  return Dir;
}
