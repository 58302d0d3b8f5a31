import {readFile} from 'node:fs/promises';
import type {CallOptions, Engine, EngineInfo} from '../../engine/engine.ts';
import {noKernel, unsupported} from '../kernel/support.ts';

/**
 * Whether the kernel under an engine has AppArmor. The engine says so; one that is in a container itself does not, and of this machine its own
 * files tell.
 */
export async function engineHasAppArmor(engine: Engine, info: Pick<EngineInfo, 'securityOptions'>): Promise<boolean> {
  if (info.securityOptions.some((option) => /(?:^|=)apparmor\b/.test(option))) return true;
  if (!engine.endpoint.isLocal) return false;
  return (await readFile('/sys/module/apparmor/parameters/enabled', 'utf8').catch(() => '')).startsWith('Y');
}

/** @throws AppError E_APPARMOR_UNSUPPORTED. */
export async function requireEngineSupport(engine: Engine, options: CallOptions): Promise<void> {
  if (!(await engineHasAppArmor(engine, await engine.info(options)))) throw unsupported("The container engine's machine", noKernel);
}
