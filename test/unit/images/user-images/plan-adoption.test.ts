import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {chainIds} from '../../../../src/images/user-images/chain-ids.ts';
import {planAdoption} from '../../../../src/images/user-images/plan-adoption.ts';

const digest = fc.uint8Array({minLength: 32, maxLength: 32}).map((bytes) => `sha256:${Buffer.from(bytes).toString('hex')}`);
const image = fc.record({id: digest, layers: fc.array(digest, {minLength: 1, maxLength: 6})}).map(({id, layers}) => ({
  name: `docker.io/library/${id.slice(7, 12)}:1`,
  id,
  layers,
  folders: layers.map((layer) => `/data/overlay2/${layer.slice(7)}/diff`),
}));
const bare = (text: string): string => text.replace('sha256:', '');
const dataRoot = '/data';

describe('layers of the engine', () => {
  test('are bound once each, those alone that the store lacks, with their records and the configurations', () => {
    fc.assert(
      fc.property(fc.array(image, {minLength: 1, maxLength: 4}), fc.nat({max: 3}), (images, known) => {
        const all = [...new Set(images.flatMap(({layers}) => chainIds(layers).map(bare)))];
        const stored = all.slice(0, known);
        const {binds = [], images: planned = []} = planAdoption(images, {dataRoot, stored}) ?? {};
        const targets = binds.map(({target}) => target);
        expect(new Set(targets).size).toBe(targets.length);
        const bound = (kind: string): string[] =>
          targets
            .filter((target) => target.startsWith(`/mnt/engine/${kind}/`))
            .map((target) => target.slice(`/mnt/engine/${kind}/`.length));
        const lacking = all.filter((chain) => !stored.includes(chain));
        expect(bound('layers').toSorted()).toEqual(lacking.toSorted());
        expect(bound('records').toSorted()).toEqual(lacking.toSorted());
        expect(new Set(bound('configs'))).toEqual(new Set(images.map(({id}) => bare(id))));
        expect(planned.map(({layers}) => layers.map(({chain}) => chain))).toEqual(images.map(({layers}) => chainIds(layers).map(bare)));
      }),
    );
  });

  test('lead from the folder of each to its chain', () => {
    const layers = ['sha256:aa', 'sha256:bb'];
    const [lowest, upper] = chainIds(layers).map(bare);
    const plan = planAdoption([{name: 'docker.io/x/y:1', id: 'sha256:cc', layers, folders: ['/low', '/up']}], {
      dataRoot,
      stored: [lowest ?? ''],
    });
    expect(plan).toEqual({
      images: [
        {
          names: ['docker.io/x/y:1'],
          config: 'cc',
          layers: [
            {diff: 'aa', chain: lowest},
            {diff: 'bb', chain: upper},
          ],
        },
      ],
      binds: [
        {source: '/data/image/overlay2/imagedb/content/sha256/cc', target: '/mnt/engine/configs/cc'},
        {source: '/up', target: `/mnt/engine/layers/${upper}`},
        {source: `/data/image/overlay2/layerdb/sha256/${upper}`, target: `/mnt/engine/records/${upper}`},
      ],
    });
  });

  test('are left to an archive when the engine does not name a folder for each, or there are none', () => {
    const one = {name: 'docker.io/x/y:1', id: 'sha256:cc', layers: ['sha256:aa'], folders: ['/low']};
    expect(planAdoption([one, {...one, folders: []}], {dataRoot, stored: []})).toBeUndefined();
    expect(planAdoption([{...one, layers: [], folders: []}], {dataRoot, stored: []})).toBeUndefined();
  });
});
