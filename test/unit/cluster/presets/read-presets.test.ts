import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {readAddons} from '../../../../src/addons/read-addons.ts';
import {listLibrary} from '../../../../src/apparmor/library.ts';
import {presetText} from '../../../../src/cli/render/preset-text.ts';
import {readPreset, readPresets} from '../../../../src/cluster/presets/read-presets.ts';
import {chosenSamples, sampleNames} from '../../../../src/images/samples/read-samples.ts';

const presets = await readPresets();
const addons = await readAddons();
const page = readFileSync(join(import.meta.dirname, '../../../../docs/presets.md'), 'utf8');
const library = new Set((await listLibrary()).map((profile) => profile.library));

test('every tutorial has one, and so has CI', () => {
  expect(presets.map(({name}) => name)).toEqual([
    'apparmor',
    'basics',
    'cassandra',
    'ci',
    'external-ip',
    'guestbook',
    'guestbook-elk',
    'hello-minikube',
    'redis-configmap',
    'source-ip',
    'statefulset',
    'wordpress',
    'zookeeper',
  ]);
});

describe.each(presets)('$name', (preset) => {
  test('names nothing that there is not', () => {
    const samples = new Set(sampleNames());
    expect(preset.samples.filter((name) => !samples.has(name))).toEqual([]);
    expect(preset.addons.filter((name) => !addons.has(name))).toEqual([]);
    expect(preset.apparmorProfiles.filter((name) => !library.has(name))).toEqual([]);
  });

  test('names images that its samples have, where it has samples', async () => {
    const images = (await chosenSamples(preset.samples)).flatMap((sample) => sample.images).flatMap(({names}) => names);
    expect(preset.images.filter((image) => !images.includes(image))).toEqual([]);
    expect(preset.images.length > 0).toBe(preset.samples.length > 0);
  });

  test('says in one line what it is, and where its tutorial is', () => {
    expect(preset.summary).toMatch(/^[A-Z][^\n]{10,90}[^.\n]$/);
    if (preset.name === 'ci') expect(preset.tutorial).toBeUndefined();
    else if (preset.name === 'guestbook-elk') expect(preset.tutorial).toContain('guestbook-logs-metrics-with-elk');
    else expect(preset.tutorial).toMatch(/^https:\/\/kubernetes\.io\/docs\/tutorials\/[a-z/-]+\/$/);
  });

  test('is in the table of docs/presets.md', () => {
    const [row = ''] = page.split('\n').filter((line) => line.startsWith(`| \`${preset.name}\` |`));
    expect(row).toContain(preset.taintControlPlanes ? `| 1 + ${preset.nodes - 1} |` : `| ${preset.nodes} |`);
    expect(row).toContain(preset.tutorial ?? 'CI');
    expect(row.includes('tunnel')).toBe(preset.tunnel);
  });

  test('is shown with what it says and nothing else', () => {
    const text = presetText(preset);
    expect(text).toMatch(new RegExp(`^preset: ${preset.name}\\n`));
    expect(text).toContain(`nodes: ${preset.nodes}\n`);
    expect(text).not.toMatch(/false|\[\]|null/);
  });
});

test('ZooKeeper gets four nodes of the size that its tutorial asks for, besides a control plane that takes no pods', () => {
  expect(presets.find(({name}) => name === 'zookeeper')).toMatchObject({nodes: 5, taintControlPlanes: true, cpus: 2, memory: 4096});
});

describe('a folder of others', () => {
  const folder = mkdtempSync(join(tmpdir(), 'flotilla-presets-'));
  afterAll(() => rmSync(folder, {recursive: true}));

  test('with a mistake says where it is', async () => {
    writeFileSync(join(folder, 'wrong.yaml'), 'summary: Some\nnodes: 0\nmemory: 1g\nsampels: []\n');
    await expect(readPreset('wrong', folder)).rejects.toMatchObject({
      id: 'E_CONFIG',
      details: expect.arrayContaining([expect.stringContaining('nodes'), expect.stringContaining('sampels')]),
    });
  });

  test('knows no name that is nothing like one of its own', async () => {
    await expect(readPreset('kafka', folder)).rejects.toMatchObject({id: 'E_USAGE', hints: ['flotilla preset list']});
    await expect(readPreset('../wrong', folder)).rejects.toMatchObject({id: 'E_USAGE'});
  });
});
