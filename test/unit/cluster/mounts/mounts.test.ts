import {resolve} from 'node:path';
import {describe, expect, test} from 'vitest';
import {helperContainers, helperLabels} from '../../../../src/cluster/helpers/helper-containers.ts';
import {removeHelpersOf} from '../../../../src/cluster/helpers/remove-helpers-of.ts';
import {checkHostPaths, passesOn} from '../../../../src/cluster/mounts/check-host-paths.ts';
import {detachMount} from '../../../../src/cluster/mounts/detach-mount.ts';
import {listMounts} from '../../../../src/cluster/mounts/list-mounts.ts';
import {mountKeeper, mountOf, showMount} from '../../../../src/cluster/mounts/mount-keeper.ts';
import {mountsOn} from '../../../../src/cluster/mounts/mount-table.ts';
import {parseMount} from '../../../../src/cluster/mounts/parse-mount.ts';
import {startMountKeepers} from '../../../../src/cluster/mounts/start-mount-keepers.ts';
import {portProxy} from '../../../../src/cluster/ports/port-proxy.ts';
import {nodeDefaults} from '../../../../src/cluster/spec/node-spec.ts';
import {FakeEngine} from '../../../fakes/fake-engine.ts';
import {recordProgress} from '../../../fakes/recorded-progress.ts';

const {signal} = new AbortController();

describe('the word of mount', () => {
  test.each([
    ['/data:/data', {hostPath: '/data', nodePath: '/data', readOnly: false}],
    ['/data/:/var/data/:ro', {hostPath: '/data', nodePath: '/var/data', readOnly: true}],
    ['src:/src', {hostPath: resolve('src'), nodePath: '/src', readOnly: false}],
    ['.:/here:rw', {hostPath: resolve('.'), nodePath: '/here', readOnly: false}],
  ])('%s', (text, mount) => expect(parseMount(text)).toEqual(mount));

  test.each(['', '/data', '/data:', ':/data', '/data:data', '/data:/x:y', '/data:/', '/data:/var', '/data:/etc/', '~/data:/x'])(
    '"%s" is refused',
    (text) => {
      expect(() => parseMount(text)).toThrow(expect.objectContaining({id: 'E_USAGE'}));
    },
  );
});

describe('paths of the host', () => {
  const local = {url: 'unix:///x', origin: 'the test', isLocal: true};
  const progress = recordProgress();

  test('must exist, where that can be seen', async () => {
    await checkHostPaths([{hostPath: '/'}, {hostPath: import.meta.filename}], local, progress);
    await expect(checkHostPaths([{hostPath: '/nowhere/at/all'}], local, progress)).rejects.toMatchObject({
      id: 'E_FILE',
      message: expect.stringContaining('/nowhere/at/all'),
    });
    await checkHostPaths([{hostPath: '/nowhere/at/all'}], {url: 'ssh://far', origin: 'the test', isLocal: false}, progress);
    expect(progress.told.join()).toContain('cannot be checked');
  });

  const table = [
    '27 1 254:0 / / rw,relatime - ext4 /dev/vda rw',
    '30 27 254:1 / /data rw,relatime shared:5 - ext4 /dev/vdb rw',
    '31 30 254:2 / /data/slave rw,relatime master:7 - ext4 /dev/vdc rw',
    '',
  ].join('\n');

  test.each([
    ['/home', 'HostToContainer', '/'],
    ['/data', 'Bidirectional', undefined],
    ['/data/deep', 'HostToContainer', undefined],
    ['/database', 'HostToContainer', '/'],
    ['/data/slave/x', 'HostToContainer', undefined],
    ['/data/slave/x', 'Bidirectional', '/data/slave'],
  ] as const)('%s with %s: what does not pass mounts on is %s', (path, propagation, point) => {
    expect(passesOn(table, path, propagation)).toBe(point);
  });
});

describe('what is mounted on a path', () => {
  const table = [
    '27 1 254:0 / / rw,relatime - ext4 /dev/vda rw',
    '30 27 254:1 /src /data rw,relatime shared:5 - ext4 /dev/vdb rw',
    '31 30 254:2 /it\\040has /a\\040file rw,relatime - ext4 /dev/vdc rw',
    '32 30 0:40 / /data rw,relatime - tmpfs tmpfs rw',
    '',
  ].join('\n');

  test.each([
    ['/data', ['254:1 /src', '0:40 /']],
    ['/a file', ['254:2 /it\\040has']],
    ['/data/', []],
    ['', []],
  ])('"%s": %j, the uppermost last', (path, found) => {
    expect(mountsOn(table, path).map(({device, root}) => `${device} ${root}`)).toEqual(found);
  });
});

describe('a mount that is taken away', () => {
  const mount = {hostPath: '/src', nodePath: '/data', readOnly: false};
  const ours = '254:1 /src';

  /** Two nodes and a keeper, with what is mounted on their paths; the uppermost last. */
  function setUp(places: Record<string, string[]>, {refuses = ''} = {}) {
    const engine: FakeEngine = new FakeEngine({
      answer: (argv, name) => {
        if (argv[0] === 'umount' && name === refuses) return {exitCode: 32, stderr: Buffer.from('not permitted\n')};
        if (argv[0] === 'umount') places[name]?.pop();
        const point = name === 'keeper' ? '/source' : '/data';
        return {exitCode: 0, stdout: Buffer.from((places[name] ?? []).map((one) => `1 1 ${one} ${point} rw\n`).join(''))};
      },
    });
    engine.addContainer('keeper', mountKeeper('dev', 'image', mount).labels);
    const nodes = ['node', 'worker'].map((name, index) => ({
      name,
      index,
      spec: {...nodeDefaults, role: 'worker' as const},
      container: {id: name, name, image: 'i', labels: {}, state: 'running' as const, ipv4: {}, ports: []},
    }));
    return {engine, places, detach: () => detachMount('keeper', mount, nodes, engine.port, {signal})};
  }

  test('goes from all nodes, and then the keeper; what was there before stays', async () => {
    const {engine, places, detach} = setUp({keeper: [ours], node: ['0:40 /', ours, ours], worker: []});
    await detach();
    expect(places).toEqual({keeper: [ours], node: ['0:40 /'], worker: []});
    expect(engine.done.filter((line) => !line.startsWith('exec'))).toEqual(['stop keeper', 'remove container keeper']);
  });

  test('is kept by its keeper, and so listed, while a node cannot unmount it', async () => {
    const {engine, places, detach} = setUp({keeper: [ours], node: [ours], worker: [ours]}, {refuses: 'worker'});
    await expect(detach()).rejects.toMatchObject({
      id: 'E_NODE',
      message: expect.stringMatching(/^worker could not/),
      details: expect.arrayContaining(['not permitted']),
    });
    expect(places).toMatchObject({node: [], worker: [ours]});
    expect(engine.done).not.toContain('remove container keeper');
  });

  test('stays below what somebody has mounted over it', async () => {
    const {places, detach} = setUp({keeper: [ours], node: [ours, '0:40 /'], worker: []});
    await expect(detach()).rejects.toMatchObject({details: [expect.stringContaining('mounted over it')]});
    expect(places['node']).toEqual([ours, '0:40 /']);
  });

  test('was never there when its keeper has not run', async () => {
    const {engine, places, detach} = setUp({node: ['0:40 /']});
    engine.addContainer('keeper', {}, 'created');
    await detach();
    expect(places).toEqual({node: ['0:40 /']});
    expect(engine.done).toEqual(['remove container keeper']);
  });
});

describe('a mount keeper', () => {
  const mount = {hostPath: '/src', nodePath: '/data/src', readOnly: true};

  test('is found again by its labels, sees the folder as it shall be seen and nothing of the network', () => {
    const keeper = mountKeeper('dev', 'image', mount);
    expect(mountOf(keeper)).toEqual(mount);
    expect(keeper).toMatchObject({networkMode: 'none', capDrop: ['ALL'], labels: helperLabels('dev', 'mount')});
    expect(keeper.mounts?.[0]).toEqual({type: 'bind', source: '/src', target: '/source', readOnly: true});
    expect(mountKeeper('dev', 'image', {...mount, hostPath: '/other'}).name).toBe(keeper.name);
    expect(mountKeeper('dev', 'image', {...mount, node: 'dev-worker'}).name).not.toBe(keeper.name);
    expect(showMount({...mount, node: 'dev-worker'})).toBe('/src -> dev-worker:/data/src (read-only)');
  });

  test('starts with its cluster unless it runs', async () => {
    const engine = new FakeEngine();
    engine.addContainer('dev-mount-1', mountKeeper('dev', 'image', mount).labels, 'exited');
    engine.addContainer('dev-mount-2', mountKeeper('dev', 'image', mount).labels, 'running');
    await startMountKeepers('dev', {engine: engine.port, progress: recordProgress(), signal});
    expect(engine.done).toEqual(['start dev-mount-1']);
  });

  test('goes with the only node that it is for, as ports of that node do', async () => {
    const engine = new FakeEngine();
    engine.addContainer('dev-mount-1', mountKeeper('dev', 'image', {...mount, node: 'dev-worker'}).labels);
    engine.addContainer('dev-mount-2', mountKeeper('dev', 'image', mount).labels);
    const port = {hostAddress: '127.0.0.1', hostPort: 80, protocol: 'tcp', nodePort: 80} as const;
    for (const node of ['dev-worker', 'dev-worker2'])
      engine.addContainer(`${node}-port`, portProxy('dev', 'image', {...port, node}, 'x').labels);
    await removeHelpersOf('dev-worker', 'dev', engine.port, {signal});
    expect((await helperContainers(engine.port, 'dev', {signal})).map(({name}) => name)).toEqual(['dev-mount-2', 'dev-worker2-port']);
  });

  test('is listed beside the mounts of the specification', () => {
    const specified = (nodePath: string) => ({hostPath: '/h', nodePath, readOnly: false, propagation: 'None' as const});
    const state = {
      name: 'dev',
      complete: true,
      spec: {mounts: [specified('/all')]} as never,
      nodes: [{name: 'dev-worker', index: 1, spec: {...nodeDefaults, role: 'worker' as const, mounts: [specified('/one')]}}],
    };
    const helper = {
      id: 'i',
      name: 'n',
      image: 'i',
      labels: mountKeeper('dev', 'image', mount).labels,
      state: 'running',
      ipv4: {},
      ports: [],
    } as const;
    expect(listMounts(state, [helper]).map(({nodePath, node, origin}) => [nodePath, node, origin])).toEqual([
      ['/all', undefined, 'specification'],
      ['/one', 'dev-worker', 'specification'],
      ['/data/src', undefined, 'added'],
    ]);
  });
});
