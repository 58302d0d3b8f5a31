import {mapConcurrent} from '../../async/map-concurrent.ts';
import {pollUntil} from '../../async/poll-until.ts';
import type {KubeApi} from '../../kube/kube-api.ts';
import type {KubeObject} from '../../kube/kube-types.ts';
import type {TunnelConfig} from './tunnel-config.ts';
import {tokenSecret, tokenSecretObject, tunnelObjects} from './tunnel-objects.ts';

interface Secret extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** Makes the tunnel's account in the cluster and gives its credentials. @throws KubeApiError, AppError E_TIMEOUT. */
export async function grantAccess(api: KubeApi, signal: AbortSignal): Promise<Pick<TunnelConfig, 'ca' | 'token'>> {
  await mapConcurrent(tunnelObjects, {signal}, (object, scope) => api.apply(object, {signal: scope}));
  // After the account: a token of nobody is deleted.
  await api.apply(tokenSecretObject, {signal});
  return pollUntil(
    async (scope) => {
      const {'ca.crt': ca, token} = (await api.get<Secret>(tokenSecret, {signal: scope}))?.data ?? {};
      return ca && token ? {ca: decode(ca), token: decode(token)} : undefined;
    },
    {signal, timeoutMs: 30_000, what: "the tunnel's token, which the controller manager issues"},
  );
}

const decode = (base64: string): string => Buffer.from(base64, 'base64').toString();
