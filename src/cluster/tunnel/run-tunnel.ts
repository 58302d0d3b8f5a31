import {describeHolder} from '../../async/lock-holder.ts';
import type {Engine} from '../../engine/engine.ts';
import {AppError, isAppError} from '../../errors/app-error.ts';
import type {KubeApi} from '../../kube/kube-api.ts';
import {urlHost} from '../../network/address.ts';
import type {ApiAccess} from '../plan/api-access.ts';
import type {DecidedSpec} from '../plan/cluster-plan.ts';
import {apiServerPort} from '../plan/names.ts';
import {grantAccess} from './grant-access.ts';
import {serviceRanges, type TunnelConfig} from './tunnel-config.ts';
import {configFile, type TunnelMark, tunnelContainer} from './tunnel-container.ts';

export interface RunTunnelInput {
  readonly spec: DecidedSpec;
  readonly image: string;
  readonly access: ApiAccess;
  readonly attached: boolean;
  readonly cleanup: boolean;
}

/** Makes the tunnel's container anew and starts it; gives its id. @throws AppError E_ENGINE_UNSUPPORTED when the node image has no such program. */
export async function runTunnel(input: RunTunnelInput, api: KubeApi, engine: Engine, signal: AbortSignal): Promise<string> {
  const {spec, image, attached, cleanup} = input;
  const mark: TunnelMark = {
    attached,
    server: serverOf(input.access),
    ...(attached ? {holder: describeHolder()} : {}),
    ...(cleanup ? {} : {cleanup}),
  };
  const credentials = await grantAccess(api, signal);
  const kubeProxy = spec.networking.kubeProxyMode !== 'none';
  const config: TunnelConfig = {server: mark.server, ...credentials, ranges: serviceRanges(spec), kubeProxy, attached, cleanup};
  const container = tunnelContainer(spec, image, mark);
  await engine.containers.remove(container.name, {signal});
  const id = await engine.containers.create(container, {signal});
  try {
    await engine.containers.putFiles(container.name, [{path: configFile, content: JSON.stringify(config), mode: 0o600}], {signal});
    await engine.containers.start(container.name, {signal});
    return id;
  } catch (error) {
    await engine.containers.remove(container.name, {signal: AbortSignal.timeout(10_000)}).catch(() => {});
    if (!isAppError(error) || !/flotilla-tunnel.*(no such file|not found)/is.test(`${error.message} ${error.details.join(' ')}`))
      throw error;
    throw new AppError('E_ENGINE_UNSUPPORTED', `The node image ${image} has no flotilla-tunnel.`, {
      cause: error,
      hints: ['flotilla node-image build makes it anew; the tunnel is built with Go', `flotilla delete -p ${spec.name}, then start`],
    });
  }
}

/** Where the tunnel finds the API server. */
export const serverOf = ({address}: ApiAccess): string => `https://${urlHost(address)}:${apiServerPort}`;
