import {AppError} from '../../../errors/app-error.ts';
import type {CallOptions, Containers} from '../../engine.ts';
import type {HostFacts} from '../../host-facts.ts';
import {parseProbeReport, probeScript} from './probe-report.ts';

/** Marks the probe's container, in case it has to be cleaned up after a crash. */
export const probeLabel = 'flotilla.probe';

/**
 * Asks one throw-away container in the engine's own PID and network namespaces, without extra capabilities.
 * @throws AppError E_ENGINE when it says nothing useful.
 */
export async function probeHostFacts(image: string, {signal}: CallOptions, containers: Containers): Promise<HostFacts> {
  const name = `flotilla-probe-${crypto.randomUUID().slice(0, 8)}`;
  try {
    await containers.create(
      {
        name,
        image,
        labels: {[probeLabel]: 'host-facts'},
        entrypoint: ['sh', '-c', probeScript],
        command: [],
        pidMode: 'host',
        networkMode: 'host',
        securityOpt: ['apparmor=unconfined'],
      },
      {signal},
    );
    await containers.start(name, {signal});
    await containers.wait(name, {signal});
    return readReport(image, await containers.logs(name, {signal}));
  } finally {
    // The caller's signal may be aborted already, and nothing may hide the first error.
    await containers.remove(name, {signal: AbortSignal.timeout(10_000)}).catch(() => undefined);
  }
}

function readReport(image: string, report: string): HostFacts {
  try {
    return parseProbeReport(report);
  } catch (cause) {
    throw new AppError('E_ENGINE', `The host could not be examined with a container of image ${image}.`, {
      cause,
      details: report.split('\n').slice(-5),
    });
  }
}
