import type {KubeObject} from '../kube/kube-types.ts';
import {chooseImages, type ImageChoice, withImages} from './addon-images.ts';
import {type ClusterFacts, chooseOptions, fillOptions, type OptionValues} from './addon-options.ts';
import type {AddonRecord} from './addon-record.ts';
import type {Addon} from './read-addons.ts';

export interface AddonChoice extends ImageChoice {
  readonly options: Readonly<Record<string, unknown>>;
}

/** What enabling an addon will make. */
export interface AddonPlan {
  readonly addon: Addon;
  readonly objects: readonly KubeObject[];
  readonly options: OptionValues;
  readonly images: Readonly<Record<string, string>>;
  /** What it was enabled with, if it was. */
  readonly before?: AddonRecord;
}

/** What was chosen before and is not chosen anew stays, so that enabling again changes nothing. @throws AppError E_USAGE. */
export function planAddon(addon: Addon, choice: AddonChoice, before?: AddonRecord, facts: ClusterFacts = {}): AddonPlan {
  const options = chooseOptions(addon.options, choice.options, before?.options, facts);
  const images = chooseImages(addon.objects, choice, before?.images);
  const objects = withImages(fillOptions(addon.objects, options), images);
  return {addon, objects, options, images, ...(before === undefined ? {} : {before})};
}
