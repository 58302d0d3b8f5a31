import {Semaphore} from '../async/semaphore.ts';
import {AppError} from '../errors/app-error.ts';
import {type ImageChoice, imagesOf, isNameOf} from './addon-images.ts';
import type {ClusterFacts} from './addon-options.ts';
import {readRecords} from './addon-record.ts';
import {type EnableDeps, enableAddon} from './enable-addon.ts';
import {checkValues, type GivenValues, valuesFor} from './given-values.ts';
import {inOrder} from './in-order.ts';
import {isBuiltInOn} from './is-built-in-on.ts';
import {type AddonPlan, planAddon} from './plan-addon.ts';
import type {Addon} from './read-addons.ts';
import {type SecretSources, secretValues} from './secret-values.ts';
import {waitUntilReady} from './wait-until-ready.ts';

export interface EnableRequest extends ImageChoice {
  /** In the order in which they are enabled. */
  readonly addons: readonly Addon[];
  /** Of --values and --set. */
  readonly given: GivenValues;
  /** Where values of Secrets come from besides. */
  readonly secrets: Omit<SecretSources, 'given'>;
  /** Milliseconds for each of them; 0 waits for nothing. */
  readonly waitMs: number;
}

export interface EnableAddonsDeps extends Omit<EnableDeps, 'secretValues'> {
  readonly facts: ClusterFacts;
  /** Brings the images of these components to all nodes, and those of these references that the engine has. */
  bringImages(components: readonly string[], references: readonly string[]): Promise<void>;
}

/**
 * Enables addons and waits for all of them at the same time, for each after those that it needs; their images are brought before.
 * @throws AppError of enableAddon, E_ADDON_NOT_READY, E_TIMEOUT: of the first that fails.
 */
export async function enableAddons(request: EnableRequest, deps: EnableAddonsDeps): Promise<readonly AddonPlan[]> {
  const {addons, given, secrets, waitMs} = request;
  checkValues(addons, given);
  checkNames(request);
  const records = await readRecords(deps.api, deps.signal);
  const plans = addons.map((addon) =>
    planAddon(
      addon,
      {options: valuesFor(addon, given).options, images: ofAddon(addon, request.images), registries: ofAddon(addon, request.registries)},
      records[addon.name],
      deps.facts,
    ),
  );
  await deps.bringImages(
    addons.flatMap(({components}) => components),
    plans.flatMap(({objects}) => imagesOf(objects).map(({image}) => image)),
  );
  const turns = new Semaphore(1);
  const values = once(async (addon) =>
    addon.secret ? secretValues(addon.secret, {...secrets, given: valuesFor(addon, given).secret}) : {},
  );
  await inOrder(plans, deps.signal, (plan, signal) => enableOne(plan, waitMs, {...deps, signal, secretValues: values}, turns));
  return plans;
}

/** What several addons share is asked for once. */
function once(ask: EnableDeps['secretValues']): EnableDeps['secretValues'] {
  const answers = new Map<string, ReturnType<typeof ask>>();
  return (addon) => {
    const name = `${addon.secret?.namespace}/${addon.secret?.name}`;
    const answer = answers.get(name) ?? ask(addon);
    answers.set(name, answer);
    return answer;
  };
}

/** Makes its objects when it is its turn, for addons may share some, and waits for its programs. */
async function enableOne({addon, ...plan}: AddonPlan, waitMs: number, deps: EnableDeps, turns: Semaphore): Promise<void> {
  const {api, progress, signal} = deps;
  // What the cluster was born with stays as it is.
  if (addon.builtIn !== undefined && (await isBuiltInOn(addon, api, signal))) return;
  await turns.run(async () => {
    signal.throwIfAborted();
    await progress.step(`Enabling ${addon.name} ${addon.version}`, () => enableAddon({addon, ...plan}, deps));
  });
  if (waitMs === 0) return;
  await progress.step(`Waiting for ${addon.name}`, () => waitUntilReady({...addon, objects: plan.objects}, waitMs, deps));
}

/** Of several addons, each gets what is about its own containers. */
const ofAddon = ({objects}: Addon, choice: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(choice).filter(([name]) => imagesOf(objects).some((image) => isNameOf(name, image))));

function checkNames({addons, images, registries}: EnableRequest): void {
  const known = addons.flatMap(({objects}) => imagesOf(objects));
  const unknown = Object.keys({...images, ...registries}).find((name) => !known.some((image) => isNameOf(name, image)));
  if (unknown === undefined) return;
  throw new AppError('E_USAGE', `No container of the addon has the name "${unknown}".`, {
    details: [`There are ${known.map(({name}) => name).join(', ')}.`],
    hints: [`flotilla addons images ${addons.at(-1)?.name}`],
  });
}
