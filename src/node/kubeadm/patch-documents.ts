import {parse} from 'yaml';
import {AppError} from '../../errors/app-error.ts';
import {withArgumentLists, withArgumentMaps} from './argument-forms.ts';
import {applyJsonPatch, type JsonPatchOperation} from './json-patch.ts';
import {type Fields, mergeDocument} from './merge-document.ts';

/** Patches as kind's cluster files have them; each says by its kind which document it changes. */
export interface KubeadmPatches {
  /** YAML or JSON texts. */
  readonly merge: readonly string[];
  readonly json: readonly {readonly group: string; readonly version: string; readonly kind: string; readonly patch: string}[];
}

/** The group of a document and whether a patch written for any version of it fits. */
const kubeadmGroup = 'kubeadm.k8s.io';
const argumentListsSince = 'v1beta4';

/**
 * A document after the merge patches for its kind, then the JSON patches, in their order.
 * @throws AppError E_CONFIG for a JSON patch that does not fit.
 */
export function patchDocument(document: Fields, {merge, json}: KubeadmPatches): Fields {
  const merged = merge
    .map((text) => parse(text) as Fields)
    .filter(({kind}) => kind === document['kind'])
    // Older tools wanted metadata in patches, to find the document by; kubeadm's documents have none.
    .map(({apiVersion: _version, kind: _kind, metadata: _metadata, ...patch}) => withArgumentLists(patch))
    .reduce(mergeDocument, document);
  return json.filter(({kind}) => kind === document['kind']).reduce(applyOne, dropEmptyArguments(merged));
}

/** An argument that a patch of the older form sets to null is taken away. */
function dropEmptyArguments(document: Fields): Fields {
  const maps = withArgumentMaps(document);
  const clean = JSON.parse(JSON.stringify(maps, (_key, value: unknown) => (value === null ? undefined : value))) as Fields;
  return withArgumentLists(clean);
}

function applyOne(document: Fields, {group, version, kind, patch}: KubeadmPatches['json'][number]): Fields {
  const hasMaps = group === kubeadmGroup && version !== argumentListsSince;
  try {
    const operations = parse(patch) as readonly JsonPatchOperation[];
    const patched = applyJsonPatch(hasMaps ? withArgumentMaps(document) : document, operations);
    return hasMaps ? withArgumentLists(patched) : patched;
  } catch (error) {
    throw new AppError('E_CONFIG', `A JSON patch does not fit kubeadm's ${kind}: ${(error as Error).message}.`, {
      details: patch.trim().split('\n'),
      hints: ['flotilla start --dry-run -o json shows the documents without the patch'],
    });
  }
}
