import type {EngineInfo} from '../engine.ts';

/** What is used of `GET /info`. */
export interface InfoAnswer {
  readonly ID: string;
  readonly Name: string;
  readonly ServerVersion: string;
  readonly OperatingSystem: string;
  readonly Architecture: string;
  readonly KernelVersion: string;
  /** Left out by old engines, which know version 1 only. */
  readonly CgroupVersion?: string;
  readonly Driver: string;
  readonly DockerRootDir: string;
  readonly NCPU: number;
  readonly MemTotal: number;
  readonly SecurityOptions: readonly string[] | null;
  /** RFC 3339. */
  readonly SystemTime: string;
}

/** The engine's description of itself in our words. */
export function toEngineInfo(answer: InfoAnswer, apiVersion: string): EngineInfo {
  const securityOptions = answer.SecurityOptions ?? [];
  return {
    // Podman has no id of its own.
    id: answer.ID || `${answer.Name}${answer.DockerRootDir}`,
    name: answer.Name,
    version: answer.ServerVersion,
    apiVersion,
    operatingSystem: answer.OperatingSystem,
    architecture: answer.Architecture,
    kernelVersion: answer.KernelVersion,
    cgroupVersion: answer.CgroupVersion === '2' ? 2 : 1,
    storageDriver: answer.Driver,
    dataRoot: answer.DockerRootDir,
    cpus: answer.NCPU,
    memoryBytes: answer.MemTotal,
    securityOptions,
    rootless: securityOptions.some((option) => option.includes('rootless')),
  };
}
