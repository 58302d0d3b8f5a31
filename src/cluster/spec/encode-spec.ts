import {AppError} from '../../errors/app-error.ts';
import type {ClusterSpec} from './cluster-spec.ts';
import {specDefaults} from './spec-defaults.ts';

const encodingVersion = 1;

/** The specification as one line of JSON, for the label of the cluster's network. */
export function encodeSpec(spec: ClusterSpec): string {
  return JSON.stringify({v: encodingVersion, ...spec});
}

/**
 * Reads what {@link encodeSpec} wrote; fields that an older Flotilla did not know get their defaults. Loads no schema, so it is quick.
 * @throws AppError E_CONFIG when it is not such a text, or a newer Flotilla wrote it.
 */
export function decodeSpec(text: string): ClusterSpec {
  const {v, ...stored} = parseObject(text);
  if (typeof v !== 'number' || typeof stored['name'] !== 'string' || !Array.isArray(stored['nodes'])) throw unreadable(text);
  if (v > encodingVersion) {
    throw new AppError('E_CONFIG', `The cluster ${stored['name']} was made by a newer version of Flotilla.`, {
      hints: ['update Flotilla, then try again'],
    });
  }
  const spec = {...specDefaults, ...stored} as ClusterSpec;
  return {...spec, networking: {...specDefaults.networking, ...spec.networking}, apiServer: {...specDefaults.apiServer, ...spec.apiServer}};
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === 'object') return {...value};
  } catch (cause) {
    throw unreadable(text, cause);
  }
  throw unreadable(text);
}

function unreadable(text: string, cause?: unknown): AppError {
  return new AppError('E_CONFIG', 'The specification stored with the cluster cannot be read.', {details: [text.slice(0, 200)], cause});
}
