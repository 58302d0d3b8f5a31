import {deflateRawSync, inflateRawSync} from 'node:zlib';
import {AppError} from '../../errors/app-error.ts';
import type {ClusterSpec} from './cluster-spec.ts';
import {decodeNode, encodeNode} from './encode-node.ts';
import type {NodeSpec} from './node-spec.ts';
import {specDefaults} from './spec-defaults.ts';

/** Plain JSON; {@link packedVersion} is the same, compressed. */
const plainVersion = 1;
const packedVersion = 2;
/** Longer texts are compressed: labels come with every listing of the engine. */
const plainLength = 4096;
/** A label of this size still travels in a request and is read in a few milliseconds. */
const longest = 256 * 1024;

/**
 * The specification as one line of JSON, for the label of the cluster's network; see docs/decisions/0005.
 * @throws AppError E_CONFIG when it is too large for a label.
 */
export function encodeSpec(spec: ClusterSpec): string {
  const plain = JSON.stringify({v: plainVersion, ...spec, nodes: spec.nodes.map(encodeNode)});
  if (plain.length <= plainLength) return plain;
  const packed = JSON.stringify({v: packedVersion, name: spec.name, z: deflateRawSync(plain, {level: 9}).toString('base64')});
  if (packed.length <= longest) return packed;
  throw new AppError(
    'E_CONFIG',
    `The specification of "${spec.name}" is too large: ${kib(packed.length)} KiB compressed, of ${kib(longest)}.`,
    {
      hints: ['apply large manifests with kubectl once the cluster runs, and leave them out of the cluster file'],
    },
  );
}

const kib = (bytes: number): number => Math.ceil(bytes / 1024);

/**
 * Reads what {@link encodeSpec} wrote; fields that an older Flotilla did not know get their defaults. Loads no schema, so it is quick.
 * @throws AppError E_CONFIG when it is not such a text, or a newer Flotilla wrote it.
 */
export function decodeSpec(text: string): ClusterSpec {
  const {v, ...stored} = parseObject(text);
  if (typeof v !== 'number' || typeof stored['name'] !== 'string') throw unreadable(text);
  if (v > packedVersion) {
    throw new AppError('E_CONFIG', `The cluster ${stored['name']} was made by a newer version of Flotilla.`, {
      hints: ['update Flotilla, then try again'],
    });
  }
  if (v === packedVersion) return decodeSpec(unpack(stored['z'], text));
  if (!Array.isArray(stored['nodes'])) throw unreadable(text);
  const spec = {...specDefaults, ...stored} as ClusterSpec;
  return {
    ...spec,
    nodes: (stored['nodes'] as NodeSpec[]).map(decodeNode),
    networking: {...specDefaults.networking, ...spec.networking},
    apiServer: {...specDefaults.apiServer, ...spec.apiServer},
    componentArguments: {...specDefaults.componentArguments, ...spec.componentArguments},
  };
}

function unpack(packed: unknown, text: string): string {
  try {
    return inflateRawSync(Buffer.from(String(packed), 'base64')).toString();
  } catch (cause) {
    throw unreadable(text, cause);
  }
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
