import {describe, expect, it} from 'vitest';
import {imagesOf} from '../../../src/addons/addon-images.ts';
import {chosenAddons, readAddons} from '../../../src/addons/read-addons.ts';
import {componentsFor, readCatalogue} from '../../../src/images/catalogue.ts';

const catalogue = await readAddons();
const components = componentsFor(await readCatalogue(), 'v1.37.2', 'amd64');

describe('the addons of this package', () => {
  it.each([...catalogue.values()].filter(({builtIn}) => builtIn === undefined).map((addon) => [addon.name, addon] as const))(
    '%s runs what its components bring',
    (_, addon) => {
      const brought = addon.components.map((name) => components.find((component) => component.name === name)?.image?.reference);
      const run = [...JSON.stringify(addon.objects).matchAll(/"image":"([^"]+)"/g)].map(([, image]) => image);
      expect(new Set(run)).toEqual(new Set([...brought, ...addon.pulls]));
    },
  );

  it.each([...catalogue.values()].map((addon) => [addon.name, addon] as const))('%s names only addons and keys that exist', (_, addon) => {
    for (const other of [...addon.needs, ...addon.members]) expect(catalogue.has(other), other).toBe(true);
    const keys = addon.secret?.keys.map(({name}) => name) ?? [];
    for (const set of addon.secret?.oneOf ?? []) expect(keys).toEqual(expect.arrayContaining(set));
    for (const {match} of addon.diagnoses) expect(() => new RegExp(match)).not.toThrow();
  });

  it('run images that the node image has, where the cluster may be born with them', () => {
    const built = [...catalogue.values()].filter(({builtIn}) => builtIn !== undefined);
    expect(built.map(({name}) => name)).toEqual(['network-policy', 'storage-provisioner']);
    const core = components.filter(({part}) => part === 'core').map(({image}) => image?.reference);
    for (const {objects} of built) {
      const run = imagesOf(objects).map(({image}) => image);
      expect(run).not.toEqual([]);
      expect(core).toEqual(expect.arrayContaining(run));
    }
  });

  it('are enabled after what they need, each once', async () => {
    const names = async (...words: string[]) => (await chosenAddons(words, catalogue)).map(({name}) => name);
    expect(await names('beats')).toEqual(['filebeat', 'kube-state-metrics', 'metricbeat', 'packetbeat']);
    expect(await names('metricbeat', 'kube-state-metrics')).toEqual(['kube-state-metrics', 'metricbeat']);
    await expect(names('nothing')).rejects.toMatchObject({id: 'E_ADDON_NOT_FOUND'});
  });

  it('say what the messages of a Beat mean', () => {
    const {diagnoses = []} = catalogue.get('packetbeat') ?? {};
    const meaning = (message: string) => diagnoses.find(({match}) => new RegExp(match).test(message))?.means;
    expect(meaning('Readiness probe failed: ...\n  talk to server... ERROR 401 Unauthorized: {}')).toContain('password');
    expect(meaning('    dial up... ERROR dial tcp 10.0.0.1:9200: connect: connection refused')).toContain('cannot be reached');
    expect(meaning('    dns lookup... ERROR lookup nowhere: no such host')).toContain('not known');
    expect(meaning('CreateContainerConfigError: secret "dynamic-logging" not found')).toContain('missing');
    expect(meaning('could not connect to a compatible version of Elasticsearch: 400 Bad Request')).toContain('no Elasticsearch');
    expect(meaning('Back-off pulling image')).toBeUndefined();
  });
});
