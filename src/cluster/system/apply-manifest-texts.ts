import type {KubeApi} from '../../kube/kube-api.ts';
import {applyManifests} from '../../kube/manifests/apply-manifests.ts';
import type {Manifest} from '../../kube/manifests/manifest.ts';
import type {Progress} from '../../progress/progress.ts';
import type {ManifestText} from '../spec/cluster-spec.ts';

/** Applied last: while it is missing, some of the objects may be. */
const marker: Manifest = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {name: 'flotilla-manifests', namespace: 'kube-system'},
  data: {manifests: 'applied'},
};

export interface ApplyTextsDeps {
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Applies the manifests of the specification in their order, once: afterwards the objects are the user's to change. */
export async function applyManifestTexts(
  manifests: readonly ManifestText[],
  api: KubeApi,
  {progress, signal}: ApplyTextsDeps,
): Promise<void> {
  if (manifests.length === 0) return;
  const {name, namespace = ''} = marker.metadata;
  if (await api.get({apiVersion: 'v1', kind: 'ConfigMap', name, namespace}, {signal})) return;
  await progress.step('Applying manifests', async () => {
    for (const manifest of manifests) await applyManifests(api, manifest.text, {signal, source: manifest.name});
    await api.apply(marker, {signal});
  });
}
