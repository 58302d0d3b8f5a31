import type {AddonStatus} from '../../addons/list-addons.ts';

/** minikube's shape, by name of the addon with `Profile` and `Status`, and all that is known of it besides. */
export function addonListDocument(profile: string, addons: readonly AddonStatus[]): Readonly<Record<string, object>> {
  return Object.fromEntries(
    addons.map((addon) => [addon.name, {Profile: profile, Status: addon.state === 'off' ? 'disabled' : 'enabled', ...addon}]),
  );
}
