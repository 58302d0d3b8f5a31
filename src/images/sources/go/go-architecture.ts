import {AppError} from '../../../errors/app-error.ts';

const names = new Map<string, string>([
  ['x64', 'amd64'],
  ['arm64', 'arm64'],
]);

/** This machine's architecture as Go, Docker and Kubernetes call it. */
export function goArchitecture(architecture: string = process.arch): string {
  const name = names.get(architecture);
  if (name) return name;
  throw new AppError('E_VERSION_UNSUPPORTED', `Kubernetes nodes are not built for the processor architecture ${architecture}.`);
}
