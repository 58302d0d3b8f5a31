import {fillNotes} from '../../addons/addon-options.ts';
import type {AddonPlan} from '../../addons/plan-addon.ts';

/** What enabling made, for programs. */
export function enabledDocument(plans: readonly AddonPlan[]): object {
  return {enabled: plans.map(({addon: {name, version}, options, images}) => ({name, version, options, images}))};
}

/** Minikube's sentence for each addon, and what there is to know of it. */
export function enabledText(plans: readonly AddonPlan[]): string {
  return plans
    .flatMap(({addon: {name, notes}, options}) => [
      `The '${name}' addon is enabled`,
      ...(notes === undefined ? [] : [fillNotes(notes.trim(), options)]),
    ])
    .join('\n');
}
