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
  readonly DriverStatus?: readonly (readonly [string, string])[] | null;
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
    hasOverlayFolders: hasOverlayFolders(answer),
    cpus: answer.NCPU,
    memoryBytes: answer.MemTotal,
    securityOptions,
    rootless: securityOptions.some((option) => option.includes('rootless')),
  };
}

/**
 * Docker says of itself whether what it keeps is what overlayfs mounts ("Native Overlay Diff"). With user namespaces the owners of files are
 * shifted, and a rootless engine marks what is gone in its own way.
 */
function hasOverlayFolders({Driver, DriverStatus, SecurityOptions}: InfoAnswer): boolean {
  if (Driver !== 'overlay2' || SecurityOptions?.some((option) => /name=(userns|rootless)/.test(option))) return false;
  return DriverStatus?.some(([name, value]) => name === 'Native Overlay Diff' && value === 'true') ?? false;
}
