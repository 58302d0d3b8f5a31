import {type AddPortsInput, addPorts, type PortsDeps} from '../cluster/ports/add-ports.ts';
import {removePorts} from '../cluster/ports/remove-ports.ts';
import {AppError, isAppError} from '../errors/app-error.ts';
import type {OptionValues} from './addon-options.ts';
import type {Addon} from './read-addons.ts';

/** A port of this machine, on 127.0.0.1, that leads to a port of the cluster's nodes. */
export interface AddonPort {
  readonly hostPort: number;
  readonly nodePort: number;
}

/** What publishes ports of a cluster and takes them back. */
export interface PortPublisher {
  /** @throws AppError E_PORT when somebody else has one. */
  publish(ports: readonly AddonPort[]): Promise<void>;
  /** Those that are published no more are left out. */
  unpublish(ports: readonly AddonPort[]): Promise<void>;
}

export const portPublisher = (cluster: string, deps: PortsDeps): PortPublisher => ({
  async publish(ports) {
    if (ports.length > 0) await addPorts({cluster, node: undefined, ports: ports.map(mapping)}, deps);
  },
  async unpublish(ports) {
    for (const {hostPort} of ports) {
      const selector = {text: String(hostPort), hostAddress: '127.0.0.1', hostPort, protocol: 'tcp'};
      await removePorts(cluster, [selector], deps).catch(nothingWhenGone);
    }
  },
});

/** The ports that an addon with these options has. */
export const portsOf = ({ports}: Addon, options: OptionValues): AddonPort[] =>
  ports.map(({host, node}) => ({hostPort: Number(options[host]), nodePort: Number(options[node])}));

/** Publishes the ports of an addon. @throws AppError E_PORT that names the option to choose another with. */
export async function publishPortsOf(addon: Addon, options: OptionValues, publisher: PortPublisher): Promise<AddonPort[]> {
  const ports = portsOf(addon, options);
  try {
    await publisher.publish(ports);
  } catch (error) {
    if (!isAppError(error, 'E_PORT')) throw error;
    const hints = addon.ports.map(({host}) => `flotilla addons enable ${addon.name} --set ${host}=PORT`);
    throw new AppError('E_PORT', error.message, {hints, details: error.details, cause: error});
  }
  return ports;
}

const mapping = ({hostPort, nodePort}: AddonPort): AddPortsInput['ports'][number] => ({
  hostAddress: '127.0.0.1',
  hostPort,
  protocol: 'tcp',
  nodePort,
});

function nothingWhenGone(error: unknown): void {
  if (!isAppError(error, 'E_USAGE')) throw error;
}
