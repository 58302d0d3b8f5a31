import type {Component} from '../../catalogue.ts';
import type {GoRecipe} from '../../catalogue-schema.ts';
import {contentKey} from '../../content-key.ts';

/** Programs that one `go build` makes: same modules, same flags, so that shared packages are compiled and loaded once. */
export interface BuildGroup {
  /** Name of the folder of the cache that holds the binaries. */
  readonly key: string;
  /** For people: "kubeadm, kubelet, kubectl". */
  readonly title: string;
  readonly version: string;
  readonly recipe: GoRecipe;
  /** Component by binary name. */
  readonly components: ReadonlyMap<string, string>;
}

export interface PlanInput {
  /** All components of the catalogue, so that a group and its key stay the same whichever are wanted. */
  readonly components: readonly Component[];
  readonly wanted: ReadonlySet<string>;
  readonly goVersion: string;
  readonly architecture: string;
  /** Digest of the source folder, for components that are built from one. */
  readonly sourceDigests: Readonly<Record<string, string>>;
}

/** Raise it when the way of building changes what comes out. */
const recipeGeneration = 1;

/** Sorts components into builds, the largest first, and names each by what decides its content. */
export function planBuilds(input: PlanInput): BuildGroup[] {
  const groups = new Map<string, Component[]>();
  for (const component of input.components) {
    if (!component.go) continue;
    const {packages: _, ...flags} = component.go;
    const sameBuild = contentKey({version: component.version, flags});
    groups.set(sameBuild, [...(groups.get(sameBuild) ?? []), component]);
  }
  return [...groups.values()]
    .filter((members) => members.some(({name}) => input.wanted.has(name)))
    .map((members) => groupOf(members, input))
    .sort((a, b) => b.components.size - a.components.size);
}

function groupOf(members: readonly Component[], {goVersion, architecture, sourceDigests}: PlanInput): BuildGroup {
  const [first] = members;
  if (!first?.go) throw new RangeError('A build has at least one component with a Go recipe.');
  const packages = Object.fromEntries(members.flatMap(({go}) => Object.entries(go?.packages ?? {})));
  const recipe: GoRecipe = {...first.go, packages};
  const {needs: _, ...deciding} = recipe;
  const source = recipe.source === undefined ? undefined : sourceDigests[recipe.source];
  return {
    key: contentKey({generation: recipeGeneration, recipe: deciding, version: first.version, goVersion, architecture, source}),
    title: members.map(({name}) => name).join(', '),
    version: first.version,
    recipe,
    components: new Map(members.flatMap(({name, go}) => Object.keys(go?.packages ?? {}).map((binary) => [binary, name] as const))),
  };
}
