import {AppError} from '../../errors/app-error.ts';
import type {EndpointSlice, Service, ServicePort} from '../../kube/service-types.ts';
import {type Forward, openForward} from '../../network/forwarding/open-forward.ts';
import {acceptsAt, acceptsDial, awaitAnswer} from './await-answer.ts';
import {awaitEndpoint, nameOf, type Patience} from './await-endpoint.ts';
import {chooseWays, type Way} from './choose-way.ts';
import {dialService} from './dial-service.ts';
import type {ServiceView} from './service-view.ts';

/** A port of a Service, and where this machine reaches it. */
export interface ReachedPort {
  readonly port: ServicePort;
  readonly at?: {readonly host: string; readonly port: number};
  /** Why it is not reached. */
  readonly because?: string;
  /** Set when it is reached while that is open only. */
  readonly forward?: Forward;
}

/** A Service with a ready endpoint. Dispose of it: that ends its forwards. */
export interface ReachedService extends AsyncDisposable {
  readonly service: Service;
  readonly ports: readonly ReachedPort[];
}

export interface ReachOptions extends Patience {
  /** Where local ports are opened; 127.0.0.1 unless told. */
  readonly bindAddress?: string;
}

/**
 * The ways to Services from this machine: waits for all at the same time until their ports have ready endpoints, and opens ports of this machine
 * where there is no other way. Gives those that are reached, and the errors of the others, E_SERVICE_UNREACHABLE with the reason. What opens an
 * addon needs no more than this and `urlOf`.
 * @throws AppError E_PORT, E_HOST.
 */
export async function reachServices(
  services: readonly Service[],
  options: ReachOptions,
  view: ServiceView,
): Promise<{readonly reached: readonly ReachedService[]; readonly failures: readonly unknown[]}> {
  const waits = await Promise.allSettled(services.map((service) => endpointsOf(service, options, view)));
  view.signal.throwIfAborted();
  const reached: ReachedService[] = [];
  const failures: unknown[] = [];
  // One after the other, so that the same local ports are chosen each time.
  for (const [place, wait] of waits.entries()) {
    if (wait.status === 'rejected') failures.push(wait.reason);
    else reached.push(await openWays(services[place] as Service, wait.value, options, view));
  }
  return {reached, failures};
}

async function endpointsOf(service: Service, patience: Patience, view: ServiceView): Promise<readonly EndpointSlice[]> {
  refuseUnreachable(service);
  return awaitEndpoint(service, patience, view);
}

async function openWays(
  service: Service,
  slices: readonly EndpointSlice[],
  options: ReachOptions,
  view: ServiceView,
): Promise<ReachedService> {
  await using stack = new AsyncDisposableStack();
  const ways = chooseWays(service, slices, view);
  const ports: ReachedPort[] = [];
  for (const [place, port] of (service.spec?.ports ?? []).entries()) {
    const reached = await reachPort(service, port, ways[place] as Way, options, view);
    if (reached.forward) stack.use(reached.forward);
    ports.push(reached);
  }
  const opened = stack.move();
  return {service, ports, [Symbol.asyncDispose]: () => opened.disposeAsync()};
}

function refuseUnreachable(service: Service): void {
  const {type, externalName, ports = []} = service.spec ?? {};
  if (type === 'ExternalName') {
    const message = `Service ${nameOf(service)} is of type ExternalName: it is another name of ${externalName}, which is outside the cluster.`;
    throw new AppError('E_SERVICE_UNREACHABLE', message);
  }
  if (ports.length === 0) throw new AppError('E_SERVICE_UNREACHABLE', `Service ${nameOf(service)} has no ports.`);
}

async function reachPort(service: Service, port: ServicePort, way: Way, options: ReachOptions, view: ServiceView): Promise<ReachedPort> {
  if (way.kind === 'none') return {port, because: way.because};
  if (way.kind === 'direct') {
    const at = {host: way.host, port: way.port};
    if ((port.protocol ?? 'TCP') === 'TCP') await expectAnswer(service, port, acceptsAt(at, view), view);
    return {port, at};
  }
  const {bindAddress = '127.0.0.1'} = options;
  const dial = dialService(service, port, view);
  // Through the API server it is a pod that is asked, and no node has to know of it.
  if (!view.reaches) await expectAnswer(service, port, acceptsDial(dial), view);
  const onTrouble = (error: unknown): void => tellTrouble(service, error, view);
  const forward = await openForward({address: bindAddress, port: way.wanted, dial, onTrouble});
  return {port, forward, at: {host: hostToUse(bindAddress), port: forward.port}};
}

async function expectAnswer(
  service: Service,
  port: ServicePort,
  tries: () => Promise<boolean>,
  {progress, signal}: ServiceView,
): Promise<void> {
  if (await awaitAnswer(tries, signal)) return;
  const target = port.targetPort ?? port.port;
  progress.warn(
    `${nameOf(service)} has ready endpoints, but does not accept connections yet; perhaps nothing listens on its targetPort, ${target}.`,
  );
}

function tellTrouble(service: Service, error: unknown, {progress, signal}: ServiceView): void {
  if (signal.aborted) return;
  const reason = error instanceof Error ? error.message : String(error);
  progress.warn(`A connection to ${nameOf(service)} failed: ${reason}`);
}

/** All addresses of this machine are no address to connect to. */
const hostToUse = (bindAddress: string): string => ({'0.0.0.0': '127.0.0.1', '::': '::1'})[bindAddress] ?? bindAddress;
