import type {CompletableArgument, CompletableCommand, CompletableFlag} from './completion-manifest.ts';

/** Where the values of a flag or an argument come from, when they are not a list in the manifest. */
export type ValueKind = 'profile' | 'node' | 'preset' | 'version' | 'file' | 'nothing';

const kindsOfFlags: Readonly<Record<string, ValueKind>> = {
  profile: 'profile',
  node: 'node',
  nodes: 'nothing',
  preset: 'preset',
  'kubernetes-version': 'version',
};

/** What a flag takes. What looks like a file or a folder in its help is one; of anything else nothing is known. */
export function kindOfFlag({name, helpValue}: CompletableFlag): ValueKind {
  return kindsOfFlags[name] ?? (/FILE|DIR|PATH|FOLDER/i.test(shownValue(helpValue)) ? 'file' : 'nothing');
}

/** What an argument takes: commands of the topic `node` are about nodes, `profile` about profiles; others may take a file. */
export function kindOfArgument({id}: CompletableCommand, {name}: CompletableArgument): ValueKind {
  if (name === 'profile' || (id === 'profile' && name === 'name')) return 'profile';
  if (name === 'node' || (id.startsWith('node:') && id !== 'node:add')) return 'node';
  if (id.startsWith('preset:')) return 'preset';
  if (id.startsWith('node-image:')) return 'version';
  return 'file';
}

/** The words among the alternatives that a flag's help shows: "all" and "none" of `all|none|LIST`. */
export function wordsOfHelp({helpValue}: CompletableFlag): string[] {
  const alternatives = shownValue(helpValue).split('|');
  return alternatives.length === 1 ? [] : alternatives.filter((word) => /^[a-z][a-z0-9-]*$/.test(word));
}

const shownValue = (helpValue: CompletableFlag['helpValue']): string =>
  typeof helpValue === 'string' ? helpValue : (helpValue?.[0] ?? '');
