import {AppError} from '../errors/app-error.ts';
import type {KubeApi, ObjectRef} from '../kube/kube-api.ts';
import type {KubeObject} from '../kube/kube-types.ts';
import type {Progress} from '../progress/progress.ts';
import {addonLabel} from './addon-label.ts';
import type {AddonSecret} from './addon-schema.ts';

interface SecretObject extends KubeObject {
  readonly stringData?: Readonly<Record<string, string>>;
}

export interface EnsureSecretDeps {
  readonly api: KubeApi;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  values(): Promise<Readonly<Record<string, string>>>;
}

export interface EnsuredSecret {
  /** Set when the Secret is the addons' own: it goes with the last of them. */
  readonly own?: ObjectRef;
  /** Changes whenever its content does. */
  readonly version: string;
}

/**
 * Makes the Secret of an addon from the user's values. One that somebody else made is left as it is; what is ours gets new values.
 * No value is ever shown. @throws AppError E_USAGE when there is neither a Secret nor a whole set of values.
 */
export async function ensureSecret(secret: AddonSecret, {api, progress, signal, values}: EnsureSecretDeps): Promise<EnsuredSecret> {
  const {name, namespace, keys, oneOf} = secret;
  const ref = {apiVersion: 'v1', kind: 'Secret', name, namespace};
  const existing = await api.get(ref, {signal});
  const isOwn = existing?.metadata.labels?.[addonLabel] !== undefined;
  if (existing && !isOwn) {
    progress.note(`The Secret "${name}" in ${namespace} is there already and is used as it is.`);
    return {version: existing.metadata.resourceVersion ?? ''};
  }
  const stringData = await values();
  const isWhole = oneOf.some((set) => set.every((key) => key in stringData));
  if (existing && Object.keys(stringData).length === 0) return {own: ref, version: existing.metadata.resourceVersion ?? ''};
  if (!existing && !isWhole) {
    throw new AppError('E_USAGE', `The Secret "${name}" in ${namespace} is missing, and not all of its values were given.`, {
      details: [`It takes ${oneOf.map((set) => set.join(', ')).join(' or ')}.`, ...keys.map(({name, summary}) => `${name}: ${summary}`)],
      hints: [
        `flotilla addons enable NAME --set ${oneOf[0]?.[0]}=...   or variables of the environment of these names`,
        'flotilla addons enable NAME --secret-files FOLDER, with a file for each',
      ],
    });
  }
  const object: SecretObject = {apiVersion: 'v1', kind: 'Secret', metadata: {name, namespace, labels: {[addonLabel]: name}}, stringData};
  const made = existing ? await api.patch(ref, {stringData}, {signal}) : await api.create(object, {signal});
  return {own: ref, version: made.metadata.resourceVersion ?? ''};
}
