import {readFileSync} from 'node:fs';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {isPortFree} from '../../src/network/free-port.ts';
import {oddArchive} from './images/odd-layers.ts';
import {ForeignRegistries, makeCertificates} from './images/registries.ts';
import {buildSample, looks, looksOf, writeContext} from './images/sample-image.ts';
import {docker} from './support/docker.ts';
import {TestCluster} from './support/test-cluster.ts';
import {until} from './support/until.ts';

const root = join(import.meta.dirname, '../..');

/** One cluster with two nodes, a local registry and settings for other registries; tests build on what earlier ones have loaded. */
describe('images', () => {
  const cluster = new TestCluster('images');
  const {profile} = cluster;
  const worker = `${profile}-worker`;
  const app = `${profile}/app:1`;
  const name = `docker.io/${app}`;
  const registries = new ForeignRegistries(profile);
  let folder: string;
  let context: string;
  let registry: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flotilla-images-'));
    const {ca} = await makeCertificates(folder, 'private.test');
    let port = 5401;
    while (!(await isPortFree('127.0.0.1', port))) port += 1;
    registry = `localhost:${port}`;
    const config = {
      apiVersion: 'flotilla.dev/v1alpha1',
      kind: 'Cluster',
      nodes: [{role: 'control-plane'}, {role: 'worker'}],
      registryMirrors: {'mirrored.test': [`http://registry.flotilla.internal:5000`], 'hub.test': ['http://cache.test:5000']},
      insecureRegistries: ['plain.test:5000', 'selfsigned.test:5000', 'cache.test:5000'],
      caCertificates: [readFileSync(ca, 'utf8')],
      localRegistry: {port},
      containerdConfigPatches: [
        '[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.patched]\n  runtime_type = "io.containerd.runc.v2"\n',
      ],
    };
    await writeFile(join(folder, 'cluster.json'), JSON.stringify(config));
    await cluster.start('--config', join(folder, 'cluster.json'));
    context = await writeContext(join(folder, 'context'), 'first', cluster);
    await buildSample(context, app);
  });
  afterAll(async () => {
    await registries.close();
    await cluster.close();
    const images = await docker(['images', '-q', '-f', `reference=${profile}/*`, '-f', `reference=${registry}/*`]);
    await execa('docker', ['rmi', '-f', ...new Set(images.split('\n').filter(Boolean))], {reject: false});
    await rm(folder, {recursive: true, force: true});
  });

  const image = async (command: string, ...words: readonly string[]): Promise<{stdout: string; stderr: string}> => {
    const {exitCode, stdout, stderr} = await cluster.cli(`image ${command}`, ...words);
    expect(exitCode, stderr).toBe(0);
    return {stdout, stderr};
  };
  const listed = async (...words: readonly string[]): Promise<string[]> => (await image('list', ...words)).stdout.split('\n');
  const run = (pod: string, image: string, node: string, command: string): Promise<string> =>
    cluster.apply([
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {name: pod},
        spec: {
          nodeName: node,
          terminationGracePeriodSeconds: 1,
          containers: [{name: 'main', image, imagePullPolicy: 'IfNotPresent', command: ['sh', '-c', command]}],
        },
      },
    ]);
  /** Runs a pod and waits until it has printed this. */
  const expectPod = async (pod: string, reference: string, node: string, output: string): Promise<void> => {
    await run(pod, reference, node, looks);
    await until(`the output of ${pod}`, async () => (await cluster.kubectl('logs', pod)).trim() === output);
    await remove(pod, node);
  };
  /**
   * With its containers: one that is still there keeps the layers of its image, and the kubelet takes its time to remove it. Not before the
   * kubelet has ended the pod: one that does not know yet makes its containers anew.
   */
  const remove = async (pod: string, node: string): Promise<void> => {
    await cluster.kubectl('delete', 'pod', pod);
    const left = `crictl pods --name '^${pod}$' -q`;
    await until(
      `the end of ${pod}`,
      async () => (await cluster.onNode(node, 'sh', '-c', `crictl rmp -f $(${left}) > /dev/null; ${left}`)) === '',
    );
  };
  const stored = async (what: string): Promise<string[]> =>
    (await cluster.onNode(cluster.controlPlane, 'sh', '-c', `ls /mnt/shared/images/${what}`)).split('\n');

  test('can be tidied up after a first load that failed, without a trace', async () => {
    const script =
      'mkdir -p /mnt/shared/images/incoming/x; /usr/local/lib/flotilla/images prune < /dev/null && ls /mnt/shared/images; ls -d /tmp/tmp.*';
    expect(await cluster.onNode(worker, 'sh', '-c', `{ ${script}; } 2> /dev/null || true`)).toBe('blobs\nlayers\nrecords');
  });

  test('are loaded by name into every node, where pods run from them', async () => {
    const {stdout, stderr} = await image('load', app);
    expect(stdout).toBe('');
    expect(stderr).toContain('Giving it to 2 nodes');
    await Promise.all([cluster.controlPlane, worker].map((node, index) => expectPod(`first-${index}`, app, node, looksOf('first'))));
  });

  test('are skipped when they are there', async () => {
    const {stderr} = await image('load', app);
    expect(stderr).toContain(`${name}: every node has it already.`);
    expect(stderr).not.toContain('Loading');
  });

  test('send only the layers that changed, and give up those that were replaced', async () => {
    const before = {blobs: await stored('blobs/sha256'), layers: await stored('layers')};
    await writeFile(join(context, 'note'), 'second\n');
    await buildSample(context, app);
    const trace = await cluster.onNode(worker, 'sh', '-c', 'date +%s.%N');
    await image('load', app);
    await expectPod('second', app, worker, looksOf('second'));
    const layers = await stored('layers');
    expect(layers.filter((layer) => !before.layers.includes(layer))).toHaveLength(1);
    expect(layers.filter((layer) => before.layers.includes(layer))).toHaveLength(before.layers.length - 1);
    const written = await cluster.onNode(
      worker,
      'find',
      '/mnt/shared/images/blobs/sha256',
      '-type',
      'f',
      '-newermt',
      `@${trace}`,
      '-size',
      '+1000k',
    );
    expect(written).toBe('');
  });

  test('are listed once for all nodes, in the forms of minikube', async () => {
    expect(await listed()).toContain(name);
    const json = JSON.parse((await image('ls', '--format', 'json')).stdout) as {id: string; repoTags: string[]; size: string}[];
    const id = (await docker(['inspect', '-f', '{{.Id}}', app])).replace('sha256:', '');
    expect(json.find(({repoTags}) => repoTags.includes(name))).toMatchObject({id, repoDigests: [], size: expect.stringMatching(/^\d+$/)});
  });

  describe('with pods that ask the registry each time', () => {
    /** A pod whose kubelet always pulls; with these words for what it runs. */
    const always = (pod: string, reference: string): Promise<string> =>
      cluster.apply([
        {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: {name: pod},
          spec: {
            nodeName: worker,
            terminationGracePeriodSeconds: 1,
            containers: [{name: 'main', image: reference, imagePullPolicy: 'Always', command: ['sh', '-c', looks]}],
          },
        },
      ]);
    const output = (pod: string, wanted: string): Promise<unknown> =>
      until(`the output of ${pod}`, async () => (await cluster.kubectl('logs', pod)).trim() === wanted);
    const waiting = (pod: string): Promise<string> =>
      cluster.kubectl('get', 'pod', pod, '-o', 'jsonpath={.status.containerStatuses[0].state.waiting}');

    test('run from what was loaded, though no registry knows it', async () => {
      await always('always', app);
      await output('always', looksOf('second'));
      expect(await cluster.kubectl('events', '--for', 'pod/always', '--no-headers')).toMatch(/Normal +Pulled .*Successfully pulled image/);
      await remove('always', worker);
    });

    test('get it back where somebody has removed it from the node', async () => {
      await cluster.onNode(worker, 'crictl', 'rmi', name);
      expect(await listed('-n', 'worker')).not.toContain(name);
      await always('again', app);
      await output('again', looksOf('second'));
      await remove('again', worker);
    });

    test('run from what the node came with', async () => {
      await cluster.kubectl('run', 'own', '--image=busybox:1.35.0', '--image-pull-policy=Always', '--', 'sh', '-c', 'echo here; sleep 600');
      await until('the output of own', async () => (await cluster.kubectl('logs', 'own')).trim() === 'here');
      await cluster.kubectl('delete', 'pod', 'own', '--now');
    });

    test('are told what the registry said of everything else', async () => {
      await always('unknown', 'nowhere.test/team/app:1');
      await until('the error', async () =>
        /ErrImagePull.*nowhere\.test.*(no such host|lookup nowhere\.test)/.test(await waiting('unknown')),
      );
      await remove('unknown', worker);
    });
  });

  test('take more names', async () => {
    await image('tag', app, `${profile}/alias:x`);
    await expectPod('alias', `${profile}/alias:x`, worker, looksOf('second'));
  });

  test('are saved, removed and loaded again, from a file and from standard input', async () => {
    const archive = join(folder, 'saved.tar');
    await image('save', app, archive);
    await image('remove', app, `${profile}/alias:x`);
    expect(await listed()).not.toContain(name);
    expect(await stored('layers')).toEqual(['']);
    expect(await stored('records')).toEqual(['']);
    await image('load', archive);
    expect(await listed('-n', 'worker')).toContain(name);
    await image('rm', app);
    await execa('sh', ['-c', `gzip -1 < ${archive} | ${root}/bin/flotilla image load - -p ${profile}`], {env: cluster.env});
    await expectPod('again', app, worker, looksOf('second'));
    await docker(['rmi', '-f', app]);
    await image('save', app, '--daemon');
    expect((await docker(['run', '--rm', '--network', 'none', app, 'cat', '/note'])).trim()).toBe('second');
  });

  test('come as an archive where the folders of the engine cannot be copied', async () => {
    const inStore = (script: string) => cluster.onNode(worker, 'sh', '-c', `cd /mnt/shared/images && ${script}`);
    await inStore('mv records aside && touch records');
    const other = `${profile}/archived:1`;
    await writeFile(join(context, 'note'), 'archived\n');
    await buildSample(context, other);
    const {stderr} = await image('load', other);
    expect(stderr).toMatch(/copied from where the engine keeps them \(.*records.*\): an archive is made of them/);
    await inStore('rm records && mv aside records');
    await expectPod('archived', other, worker, looksOf('archived'));
  });

  test('may have layers that only containerd can unpack', async () => {
    const [odd, archive] = [`${profile}/odd:1`, join(folder, 'odd.tar')];
    await writeFile(archive, await oddArchive(odd, join(context, 'busybox')));
    await image('load', archive);
    await run('odd', odd, worker, 'stat -c %a /kept; cat /lib/file; sleep 3600');
    await until('the output of odd', async () => (await cluster.kubectl('logs', 'odd')).trim() === '1777\nin lib');
    await remove('odd', worker);
    const {chain} = JSON.parse(await cluster.onNode(worker, 'sh', '-c', 'cat /mnt/shared/images/names/*odd*')) as {
      chain: readonly string[];
    };
    const layers = await stored('layers');
    expect(chain.map((layer) => layers.includes(layer))).toEqual([true, true, false]);
  });

  test('of the node image stay, and what no node has cannot be removed', async () => {
    const pause = (await listed()).find((candidate) => candidate.includes('/pause:')) ?? '';
    expect(await cluster.cli('image remove', pause)).toMatchObject({
      exitCode: 91,
      stderr: expect.stringContaining('belongs to the node image'),
    });
    expect(await listed()).toContain(pause);
    expect(await cluster.cli('image remove', 'no/such:image')).toMatchObject({exitCode: 95});
    expect(await cluster.cli('image load', 'no/such:image')).toMatchObject({exitCode: 95});
    expect(await cluster.cli('image load', join(folder, 'cluster.json'))).toMatchObject({exitCode: 98});
  });

  test('are built from a folder and loaded', async () => {
    await writeFile(join(context, 'note'), 'built\n');
    const tag = `${profile}/built:1`;
    const {stderr} = await image('build', '-t', tag, context);
    expect(stderr).toContain('Step 1/');
    await expectPod('built', tag, worker, looksOf('built'));
  });

  describe('of registries', () => {
    beforeAll(async () => {
      await docker(['tag', app, `${registry}/team/app:1`]);
      await docker(['push', '-q', `${registry}/team/app:1`]);
      const tls = {REGISTRY_HTTP_TLS_CERTIFICATE: '/etc/server.crt', REGISTRY_HTTP_TLS_KEY: '/etc/server.key'};
      const files = {'/etc/server.crt': join(folder, 'server.crt'), '/etc/server.key': join(folder, 'server.key')};
      await registries.start('private.test', tls, files);
      await registries.start('selfsigned.test', tls, files);
      await registries.start('plain.test', {});
      await registries.start('cache.test', {REGISTRY_PROXY_REMOTEURL: 'http://plain.test:5000'});
    });

    test('can be the one beside the cluster, which tools find', async () => {
      await expectPod('local', `${registry}/team/app:1`, worker, looksOf('second'));
      await image('pull', 'registry.flotilla.internal:5000/team/app:1');
      const map = await cluster.get<{data: Record<string, string>}>('-n', 'kube-public', 'configmap', 'local-registry-hosting');
      expect(map.data['localRegistryHosting.v1']).toContain(`host: "${registry}"`);
    });

    test.each([
      ['a mirror', 'mirrored.test'],
      ['a pull-through cache', 'hub.test'],
      ['one without TLS', 'plain.test:5000'],
      ['one with a certificate for another name', 'selfsigned.test:5000'],
      ['one with a certificate that the cluster trusts', 'private.test:5000'],
    ])('can be %s', async (_what, host) => {
      await image('pull', `${host}/team/app:1`);
      for (const node of ['control-plane', 'worker']) expect(await listed('-n', node)).toContain(`${host}/team/app:1`);
    });

    test("can be one that kind's script for a local registry brings to the nodes afterwards", async () => {
      await registries.start('kind-registry', {});
      const folderOf = '/etc/containerd/certs.d/localhost:5999';
      for (const node of [cluster.controlPlane, worker]) {
        const script = `mkdir -p ${folderOf} && echo '[host."http://kind-registry:5000"]' > ${folderOf}/hosts.toml`;
        await cluster.onNode(node, 'sh', '-c', script);
      }
      await expectPod('kinds', 'localhost:5999/team/app:1', worker, looksOf('second'));
    });

    test('can be saved while the engine has them too', async () => {
      const archive = join(folder, 'pulled.tar');
      await image('save', `${registry}/team/app:1`, archive);
      const {stdout} = await execa('tar', ['-xOf', archive, 'manifest.json']);
      expect(stdout).toContain(`"${registry}/team/app:1"`);
      expect(await cluster.cli('image save', 'mirrored.test/team/app:1', join(folder, 'none.tar'))).toMatchObject({
        exitCode: 95,
        stderr: expect.stringContaining('unpacked only'),
      });
    });

    test('take more names on the nodes that have them', async () => {
      await cluster.onNode(cluster.controlPlane, 'ctr', '-n', 'k8s.io', 'images', 'rm', 'plain.test:5000/team/app:1');
      const {stderr} = await image('tag', 'plain.test:5000/team/app:1', `${profile}/partly:1`);
      expect(stderr).toContain(`${cluster.controlPlane} does not have plain.test:5000/team/app:1.`);
      expect(await listed('-n', 'control-plane')).not.toContain(`docker.io/${profile}/partly:1`);
      expect(await listed('-n', 'worker')).toContain(`docker.io/${profile}/partly:1`);
    });

    test('are refused when nothing speaks for them', async () => {
      await docker(['network', 'disconnect', profile, `${profile}-selfsigned.test`]);
      await docker(['network', 'connect', '--alias', 'stranger.test', profile, `${profile}-selfsigned.test`]);
      const {exitCode, stderr} = await cluster.cli('image pull', 'stranger.test:5000/team/app:1');
      expect(exitCode).toBe(80);
      expect(stderr).toContain('certificate');
    });

    test('do not keep a patch of containerd from taking effect', async () => {
      expect(await cluster.onNode(worker, 'containerd', 'config', 'dump')).toMatch(/runtimes\.'?"?patched/);
    });
  });

  describe('with nodes that come and go', () => {
    test('reach the others when one cannot take them, and it is named', async () => {
      await cluster.onNode(worker, 'systemctl', 'stop', 'containerd');
      await writeFile(join(context, 'note'), 'third\n');
      await buildSample(context, app);
      const {exitCode, stderr} = await cluster.cli('image load', app);
      expect(exitCode).toBe(80);
      expect(stderr).toContain(`${worker} could not load ${name}. ${cluster.controlPlane} did it.`);
      await expectPod('third', app, cluster.controlPlane, looksOf('third'));
      await cluster.onNode(worker, 'systemctl', 'start', 'containerd');
      await image('load', app);
      await expectPod('third-worker', app, worker, looksOf('third'));
    });

    test('reach a node that was stopped when it starts, and the registry keeps its own', async () => {
      await docker(['stop', worker]);
      await writeFile(join(context, 'note'), 'fourth\n');
      await buildSample(context, app);
      const {stderr} = await image('load', app);
      expect(stderr).toContain(`${worker} does not run`);
      await cluster.cli('stop');
      await cluster.start();
      await expectPod('fourth', app, worker, looksOf('fourth'));
      await docker(['rmi', '-f', `${registry}/team/app:1`]);
      await docker(['pull', '-q', `${registry}/team/app:1`]);
    });

    test('come back to a node whose container is made from another node image', async () => {
      // What tells the entrypoint that the node image is another.
      await cluster.onNode(worker, 'rm', '/var/lib/flotilla/store-linked');
      await docker(['rm', '-f', worker]);
      await cluster.start();
      expect(await listed('-n', 'worker')).toContain(name);
      await expectPod('remade', app, worker, looksOf('fourth'));
    });

    test('are on a node that is added, with the settings for registries', async () => {
      const {exitCode, stderr} = await cluster.cli('node add');
      expect(exitCode, stderr).toBe(0);
      const added = `${profile}-worker2`;
      expect(await listed('-n', added)).toContain(name);
      await expectPod('added', app, added, looksOf('fourth'));
      await expectPod('added-registry', `${registry}/team/app:1`, added, looksOf('second'));
    });
  });
});
