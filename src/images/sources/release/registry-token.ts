import {AppError} from '../../../errors/app-error.ts';
import {httpGet} from './http-get.ts';

/** What a registry wants to see, from its WWW-Authenticate header: `Bearer realm="…",service="…",scope="…"`. */
export interface Challenge {
  readonly realm: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Undefined for anything but a bearer challenge. */
export function parseChallenge(header: string | null): Challenge | undefined {
  if (header === null || !/^bearer\s/i.test(header)) return undefined;
  const pairs = [...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value] as const);
  const {realm, ...parameters} = Object.fromEntries(pairs);
  return realm === undefined ? undefined : {realm, parameters};
}

/** Gets a token for anybody: public images need no account. @throws AppError E_DOWNLOAD. */
export async function fetchToken({realm, parameters}: Challenge, signal: AbortSignal): Promise<string> {
  const url = new URL(realm);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  const response = await httpGet(url.href, {signal});
  const {token, access_token: accessToken} = (await response.json().catch(() => ({}))) as {
    readonly token?: string;
    readonly access_token?: string;
  };
  const found = token ?? accessToken;
  if (response.ok && found !== undefined) return found;
  throw new AppError('E_DOWNLOAD', `${url.origin} gives no token to pull with: HTTP status ${response.status}.`);
}
