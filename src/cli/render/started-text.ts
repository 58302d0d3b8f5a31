import type {StartedCluster} from '../../cluster/start/start-cluster.ts';
import type {AskedPreset} from '../asked-cluster.ts';
import {formatSeconds} from './duration.ts';

export interface Started {
  readonly cluster: StartedCluster;
  /** Names of addons, where some were asked for. */
  readonly addons: readonly string[];
  readonly preset: AskedPreset | undefined;
  /** Samples whose images are in the cluster. */
  readonly samples: readonly string[];
  readonly keepContext: boolean;
  /** Milliseconds. */
  readonly took: number;
}

/** What `start` prints for people when it is done. */
export function startedText({cluster, addons, preset, samples, keepContext, took}: Started): string {
  const {name, kubernetesVersion, nodes, apiServer} = cluster;
  const count = nodes.length === 1 ? 'one node' : `${nodes.length} nodes`;
  return [
    `Cluster "${name}": Kubernetes ${kubernetesVersion} on ${count}, API server at ${apiServer}.`,
    ...(addons.length > 0 ? [`Enabled addons: ${addons.join(', ')}`] : []),
    ...(preset?.storageClass === 'shared' ? ['Claims that name no StorageClass get volumes that every node sees, those of "shared".'] : []),
    ...(samples.length > 0 ? [`Loaded samples: ${samples.join(', ')}`] : []),
    ...(preset?.tutorial === undefined ? [] : [`The tutorial: ${preset.tutorial}`]),
    ...(preset?.next ?? []).map((command) => `Next: ${command}`),
    `Started in ${formatSeconds(took)}.`,
    ...(keepContext ? [] : [`Done! kubectl is now configured to use "${name}" cluster and "default" namespace by default`]),
  ].join('\n');
}

/** The same for programs. */
export function startedDocument({cluster, addons, preset, samples, took}: Started) {
  return {
    ...cluster,
    ...(addons.length > 0 ? {addons} : {}),
    ...(preset ? {preset: presetDocument(preset), samples} : {}),
    seconds: Math.round(took / 10) / 100,
  };
}

/** What programs learn of a preset: what it is, and what became of it here. */
export function presetDocument({name, tutorial, samples, next, scaled}: AskedPreset) {
  return {name, tutorial, samples, next, scaled};
}
