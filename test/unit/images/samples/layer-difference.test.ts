import {buffer} from 'node:stream/consumers';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {flattenLayers} from '../../../../src/images/oci/flatten-layers.ts';
import {directoryEntry, fileEntry, type LayerEntry, symlinkEntry, textContent} from '../../../../src/images/oci/layer-entry.ts';
import {layerDifference, withFolders} from '../../../../src/images/samples/layer-difference.ts';

const file = (path: string, text: string, mode = 0o644): LayerEntry => fileEntry(path, textContent(text), mode);
const link = (path: string, target: string): LayerEntry => ({path, type: 'link', mode: 0o644, uid: 0, gid: 0, target});

async function facts(entries: readonly LayerEntry[]): Promise<Record<string, string>> {
  const lines = entries.map(async ({path, type, mode, target, content}) => {
    const text = content ? (await buffer(content.open())).toString() : '';
    return [path, `${type} ${mode.toString(8)} ${target ?? ''} ${text}`] as const;
  });
  return Object.fromEntries(await Promise.all(lines));
}

describe('the difference of two file trees', () => {
  test('has what is new or differs, in folders as they are, and nothing else', async () => {
    const below = [directoryEntry('tmp', 0o1777), directoryEntry('etc'), file('etc/a', 'one'), file('etc/b', 'same')];
    const above = [...below.filter(({path}) => path !== 'etc/a'), file('etc/a', 'two'), file('tmp/new', 'x')];
    expect(await facts(await layerDifference(below, above))).toEqual({
      etc: 'directory 755  ',
      'etc/a': 'file 644  two',
      tmp: 'directory 1777  ',
      'tmp/new': 'file 644  x',
    });
  });

  test('sees modes, targets of links, and contents of the same length', async () => {
    const below = [file('a', 'one'), symlinkEntry('b', 'x'), file('c', 'abc')];
    const above = [file('a', 'one', 0o755), symlinkEntry('b', 'y'), file('c', 'abd')];
    expect(Object.keys(await facts(await layerDifference(below, above)))).toEqual(['a', 'b', 'c']);
  });

  test('has a whiteout for what is gone, one for a whole folder', async () => {
    const below = [directoryEntry('d'), directoryEntry('d/e'), file('d/e/f', 'x'), file('g', 'y')];
    const paths = (await layerDifference(below, [directoryEntry('d')])).map(({path}) => path);
    expect(paths.toSorted()).toEqual(['.wh.g', 'd', 'd/.wh.e']);
  });

  test('makes a hard link a file of its own', async () => {
    const above = [file('a', 'one'), link('b', 'a')];
    expect(await facts(await layerDifference([file('a', 'one')], above))).toEqual({b: 'file 644  one'});
  });

  test('on the lower tree gives the upper one', async () => {
    const name = fc.constantFrom('a', 'b', 'c');
    const entry = fc.tuple(name, name, fc.constantFrom('', 'x', 'y'), fc.constantFrom(0o644, 0o755));
    const tree = fc.array(entry).map((list) => {
      const entries = new Map<string, LayerEntry>();
      for (const [folder, leaf, text, mode] of list) {
        entries.set(folder, directoryEntry(folder));
        entries.set(`${folder}/${leaf}`, file(`${folder}/${leaf}`, text, mode));
      }
      return [...entries.values()];
    });
    await fc.assert(
      fc.asyncProperty(tree, tree, async (below, above) => {
        const both = flattenLayers([below, await layerDifference(below, above)]);
        expect(await facts(both)).toEqual(await facts(above));
      }),
    );
  });
});

test('folders of added files keep the owner and mode that the tree gives them', () => {
  const tree = new Map([['tmp', directoryEntry('tmp', 0o1777)]]);
  expect(withFolders([file('tmp/a/b', '')], tree).map(({path, mode}) => [path, mode])).toEqual([
    ['tmp/a', 0o755],
    ['tmp', 0o1777],
    ['tmp/a/b', 0o644],
  ]);
});
