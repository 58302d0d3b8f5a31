import type {PublishedPort} from '../../engine/engine.ts';
import type {DecidedSpec} from './cluster-plan.ts';
import {apiServerPort} from './names.ts';

/** The API server's port on the host, of whichever container publishes it. */
export const publishedApi = ({apiServer}: DecidedSpec): PublishedPort => ({
  containerPort: apiServerPort,
  protocol: 'tcp',
  hostAddress: apiServer.address,
  hostPort: apiServer.port,
});
