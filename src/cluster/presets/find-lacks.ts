import type {Preset} from './preset-schema.ts';
import type {ScaledSizes} from './scale-to-host.ts';
import {type FoundClass, markPatch, sharedClass, stepsToShared} from './shared-class.ts';

/** A node, as far as presets care. */
export interface FoundNode {
  readonly name: string;
  readonly ready: boolean;
  /** Somebody keeps pods off it for a while. */
  readonly cordoned: boolean;
  /** Keeps ordinary pods off for good. */
  readonly tainted: boolean;
  readonly cpus: number;
  /** MiB. */
  readonly memory: number;
}

/** What a cluster has. */
export interface FoundCluster {
  readonly name: string;
  readonly nodes: readonly FoundNode[];
  /** Addons that are enabled and ready. */
  readonly addons: ReadonlySet<string>;
  readonly tunnel: boolean;
  /** Whole names of images that every running node has. */
  readonly images: ReadonlySet<string>;
  /** The newest first. */
  readonly storageClasses: readonly FoundClass[];
  /** Names of loaded profiles, by those of the library; undefined where the kernel has no AppArmor. */
  readonly profiles: ReadonlySet<string> | undefined;
}

/** Something that is missing, and what adds it; no command where none can. */
export interface Lack {
  readonly what: 'nodes' | 'storage' | 'addons' | 'images' | 'tunnel' | 'apparmor';
  readonly found: string;
  readonly commands: readonly string[];
}

export interface NeededSample {
  readonly name: string;
  /** Those that the tutorial runs. */
  readonly images: readonly string[];
}

/** What a preset needs on this host. */
export interface Needs extends Pick<Preset, 'nodes' | 'taintControlPlanes' | 'tunnel' | 'addons' | 'storageClass' | 'provisioners'> {
  readonly sizes: Pick<ScaledSizes, 'cpus' | 'memory'>;
  readonly samples: readonly NeededSample[];
  readonly apparmorProfiles: readonly string[];
}

/** What a cluster lacks, in the order in which it is best added. */
export function findLacks(needs: Needs, found: FoundCluster): Lack[] {
  const lacks = [nodesLack, storageLack, addonsLack, imagesLack, tunnelLack, profilesLack];
  return lacks.flatMap((lack) => lack(needs, found) ?? []);
}

/** Nodes that take pods and are large enough count; first those are called back that are away, then others are added. */
function nodesLack({nodes, taintControlPlanes, sizes}: Needs, found: FoundCluster): Lack | undefined {
  const needed = taintControlPlanes ? nodes - 1 : nodes;
  const {cpus = 0, memory = 0} = sizes;
  const fit = found.nodes.filter((node) => !node.tainted && node.cpus >= cpus && node.memory >= memory);
  const usable = fit.filter(({ready, cordoned}) => ready && !cordoned);
  let missing = needed - usable.length;
  if (missing <= 0) return undefined;
  const size = [...(cpus > 0 ? [`${cpus} processors`] : []), ...(memory > 0 ? [`${memory} MiB`] : [])].join(' and ');
  const commands: string[] = [];
  const down = fit.filter(({ready}) => !ready);
  if (down.length > 0) commands.push(`flotilla start -p ${found.name}`);
  missing -= down.length;
  const cordoned = fit.filter((node) => node.ready && node.cordoned).slice(0, Math.max(0, missing));
  commands.push(...cordoned.map(({name}) => `flotilla kubectl -p ${found.name} -- uncordon ${name}`));
  missing -= cordoned.length;
  if (missing > 0) {
    const flags = [...(cpus > 0 ? [`--cpus ${cpus}`] : []), ...(memory > 0 ? [`--memory ${memory}`] : [])];
    commands.push([`flotilla node add -p ${found.name} --count ${missing}`, ...flags].join(' '));
  }
  const those = `that take pods${size === '' ? '' : `, of ${size} each`}`;
  return {what: 'nodes', found: `${needed} are needed ${those}; there ${usable.length === 1 ? 'is' : 'are'} ${usable.length}`, commands};
}

const provisionerAddon = 'storage-provisioner';

function storageLack({storageClass, provisioners}: Needs, {name, addons, storageClasses}: FoundCluster): Lack | undefined {
  if (storageClass === undefined && provisioners.length === 0) return undefined;
  const enable = `flotilla addons enable ${provisionerAddon} -p ${name}`;
  if (!addons.has(provisionerAddon)) return {what: 'storage', found: 'nobody makes volumes for claims', commands: [enable]};
  const patch = (which: string, isDefault: boolean): string =>
    `flotilla kubectl -p ${name} -- patch storageclass ${which} -p '${JSON.stringify(markPatch(isDefault))}'`;
  if (storageClass === 'shared') {
    const steps = stepsToShared(storageClasses);
    if (!steps) return undefined;
    const make = `echo '${JSON.stringify(sharedClass)}' | flotilla kubectl -p ${name} -- apply -f -`;
    return {
      what: 'storage',
      found: 'claims that name no class get no volume that every node sees',
      commands: [...(steps.make ? [make] : []), ...steps.unmark.map((which) => patch(which, false))],
    };
  }
  if (storageClass === undefined || storageClasses.some(({isDefault}) => isDefault)) return undefined;
  return {
    what: 'storage',
    found: 'no StorageClass is the default one',
    commands: storageClasses.some((one) => one.name === storageClass)
      ? [patch(storageClass, true)]
      : [`flotilla addons disable ${provisionerAddon} -p ${name}`, enable],
  };
}

function addonsLack({addons}: Needs, found: FoundCluster): Lack | undefined {
  const missing = addons.filter((name) => !found.addons.has(name));
  if (missing.length === 0) return undefined;
  return {
    what: 'addons',
    found: `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not enabled, or not ready`,
    commands: missing.map((addon) => `flotilla addons enable ${addon} -p ${found.name}`),
  };
}

function imagesLack({samples}: Needs, {name, images}: FoundCluster): Lack | undefined {
  const missing = samples.filter((sample) => sample.images.some((image) => !images.has(image)));
  if (missing.length === 0) return undefined;
  return {
    what: 'images',
    found: `those of ${missing.map((sample) => sample.name).join(', ')} are not on every node`,
    commands: [`flotilla image build -p ${name} ${missing.map((sample) => `--sample ${sample.name}`).join(' ')}`],
  };
}

function tunnelLack({tunnel}: Needs, found: FoundCluster): Lack | undefined {
  if (!tunnel || found.tunnel) return undefined;
  return {
    what: 'tunnel',
    found: 'Services of type LoadBalancer get no address',
    commands: [`flotilla start -p ${found.name} --tunnel`],
  };
}

function profilesLack({apparmorProfiles}: Needs, {name, profiles}: FoundCluster): Lack | undefined {
  const missing = apparmorProfiles.filter((profile) => !profiles?.has(profile));
  if (missing.length === 0) return undefined;
  if (!profiles) return {what: 'apparmor', found: "the kernel of the container engine's machine has no AppArmor", commands: []};
  return {
    what: 'apparmor',
    found: `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not loaded`,
    commands: [`flotilla apparmor load -p ${name} ${missing.join(' ')}`],
  };
}
