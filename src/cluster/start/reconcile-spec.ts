import {cidrsIn} from '../../network/cidr.ts';
import type {Progress} from '../../progress/progress.ts';
import type {ClusterSpec} from '../spec/cluster-spec.ts';
import type {SpecPart} from '../spec/explicit-keys.ts';
import {flagsAbout} from '../spec/flags-about.ts';
import {specDefaults} from '../spec/spec-defaults.ts';
import type {ClusterState} from '../state/cluster-state.ts';
import {checkUpgrade} from '../upgrade/versions.ts';

/** What the user said in so many words, on the command line or in a file; the rest of the specification is defaults. */
export type Explicit = ReadonlySet<SpecPart>;

/** Settings that an existing cluster keeps, with what changes them. */
const fixed: readonly {readonly key: keyof ClusterSpec; readonly words: string}[] = [
  {key: 'nodes', words: 'its nodes'},
  {key: 'networking', words: 'its networks'},
  {key: 'apiServer', words: "the API server's address"},
  {key: 'featureGates', words: 'its feature gates'},
  {key: 'runtimeConfig', words: 'its runtime configuration'},
  {key: 'taintControlPlanes', words: 'the taint of its control planes'},
  {key: 'image', words: 'its node image'},
  {key: 'mounts', words: 'its mounts'},
  {key: 'kubelet', words: "its kubelets' configuration"},
  {key: 'kubeadmPatches', words: "kubeadm's patches"},
  {key: 'kubeadmPatchesJSON6902', words: "kubeadm's JSON patches"},
  {key: 'componentArguments', words: 'arguments of its components'},
  {key: 'admissionConfiguration', words: 'its admission configuration'},
  {key: 'auditPolicy', words: 'its audit policy'},
  {key: 'registryMirrors', words: 'its registry mirrors'},
  {key: 'insecureRegistries', words: 'its insecure registries'},
  {key: 'caCertificates', words: 'its CA certificates'},
  {key: 'proxy', words: 'its proxies'},
  {key: 'localRegistry', words: 'its local registry'},
  {key: 'containerdConfigPatches', words: "containerd's patches"},
  {key: 'hostAliases', words: 'its host aliases'},
  {key: 'manifests', words: 'its manifests'},
  {key: 'apparmorProfiles', words: 'its AppArmor profiles (`flotilla apparmor load` adds some)'},
  {key: 'certificateValidity', words: 'the validity of its certificates'},
];

/**
 * What a cluster shall be: as asked for when it is new, as it is when it exists, but for a newer version of Kubernetes. What was asked for and cannot be changed any more is said.
 * @param given Names of the flags on the command line, for those to be named that change nothing.
 * @throws AppError E_VERSION_UNSUPPORTED for a version that the cluster's cannot become.
 */
export function reconcileSpec(
  asked: ClusterSpec,
  explicit: Explicit,
  state: ClusterState | undefined,
  progress: Progress,
  given: ReadonlySet<string> = new Set(),
): ClusterSpec {
  if (!state?.spec) {
    if (state && state.nodes.length > 0)
      progress.warn(`The network of "${asked.name}" is gone; it is made again from what is asked for now.`);
    return asked;
  }
  const existing = state.spec;
  const upgrades = explicit.has('kubernetesVersion') && asked.kubernetesVersion !== existing.kubernetesVersion;
  if (upgrades) checkUpgrade(existing.name, existing.kubernetesVersion, asked.kubernetesVersion);
  // NetworkPolicy is switched on and off while the cluster runs.
  const {networkPolicy} = existing.networking;
  const comparable = {
    ...asked,
    networking: {...asked.networking, networkPolicy, subnet: subnetAsked(asked, existing)},
    apiServer: {...asked.apiServer, address: addressAsked(asked, existing)},
  };
  const isChangeable = (key: keyof ClusterSpec): boolean => upgrades && key === 'image';
  const kept = fixed.filter(({key}) => explicit.has(key) && !isChangeable(key) && !covers(existing[key], comparable[key]));
  if (kept.length > 0) {
    progress.warn(
      `The cluster "${existing.name}" exists and keeps ${kept.map((one) => keptWords(one, given)).join(', ')}; \`flotilla delete\` and \`start\` make it anew${nodeHint(kept, state, asked)}.`,
    );
  }
  if (!upgrades) return existing;
  // The image that was asked for once is of the version before.
  const {image: _former, ...rest} = existing;
  return {...rest, kubernetesVersion: asked.kubernetesVersion, ...(asked.image === undefined ? {} : {image: asked.image})};
}

/** What a cluster keeps, with the flags that were to change it. */
function keptWords({key, words}: (typeof fixed)[number], given: ReadonlySet<string>): string {
  const flags = flagsAbout(key, given);
  if (flags.length === 0) return words;
  return `${words} (${flags.join(', ')} ${flags.length === 1 ? 'changes' : 'change'} nothing)`;
}

/** How nodes are changed without making the cluster anew. */
function nodeHint(kept: typeof fixed, {nodes}: ClusterState, asked: ClusterSpec): string {
  if (!kept.some(({key}) => key === 'nodes')) return '';
  const more = asked.nodes.length - nodes.length;
  if (more > 0) return `, \`flotilla node add -p ${asked.name} --count ${more}\` adds nodes to it`;
  return more < 0 ? `, \`flotilla node delete\` takes nodes out of it` : '';
}

/** The address of what exists when the one that was asked for is the default, for which another engine or a container takes its own. */
const addressAsked = ({apiServer: {address}}: ClusterSpec, existing: ClusterSpec): string =>
  address === specDefaults.apiServer.address ? existing.apiServer.address : address;

/** The whole subnet of what exists when each network that was asked for is in it: the other family's is chosen. */
function subnetAsked({networking: {subnet}}: ClusterSpec, existing: ClusterSpec): string | undefined {
  const has = cidrsIn(existing.networking.subnet ?? '');
  return subnet !== undefined && cidrsIn(subnet).every((cidr) => has.includes(cidr)) ? existing.networking.subnet : subnet;
}

/** Whether what exists says all that was asked for; it may say more, such as the port that was chosen. */
function covers(existing: unknown, asked: unknown): boolean {
  if (asked === undefined) return true;
  if (typeof asked !== 'object' || asked === null) return existing === asked;
  if (typeof existing !== 'object' || existing === null) return false;
  const [one, other] = [existing as Record<string, unknown>, asked as Record<string, unknown>];
  if (Array.isArray(asked) && (existing as unknown[]).length !== asked.length) return false;
  return Object.keys(other).every((key) => covers(one[key], other[key]));
}
