import {isAppError} from '../../errors/app-error.ts';
import type {Sample} from '../../images/samples/sample-schema.ts';
import {buildSamples} from '../images/build-samples.ts';
import type {ImageDeps} from '../images/image-deps.ts';

/**
 * Brings what a preset's tutorial runs into the cluster; says which samples are there. Where samples cannot be made at all the cluster is as
 * good as any other: its nodes ask the registries.
 * @throws AppError of `buildSamples`, but for E_TOOL_MISSING.
 */
export async function loadSamples(cluster: string, samples: readonly Sample[], deps: ImageDeps): Promise<readonly string[]> {
  if (samples.length === 0) return [];
  const names = samples.map(({name}) => name);
  try {
    await buildSamples({cluster, samples}, deps);
    return names;
  } catch (error) {
    if (!isAppError(error, 'E_TOOL_MISSING')) throw error;
    deps.progress.warn(`The images of ${names.join(', ')} were not made, so nodes ask their registries for them. ${error.message}`);
    return [];
  }
}
