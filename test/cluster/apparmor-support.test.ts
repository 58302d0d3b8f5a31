import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {TestCluster} from './support/test-cluster.ts';

const cluster = new TestCluster('noarmor');
const folder = mkdtempSync(join(tmpdir(), 'flotilla-apparmor-'));
const file = join(folder, 'cluster.yaml');
writeFileSync(
  file,
  'apiVersion: flotilla.dev/v1alpha1\nkind: Cluster\nnodes:\n  - role: control-plane\napparmorProfiles:\n  - |\n    profile no-shadow {\n      file,\n    }\n',
);
const wrong = join(folder, 'wrong.yaml');
writeFileSync(
  wrong,
  'apiVersion: flotilla.dev/v1alpha1\nkind: Cluster\nnodes:\n  - role: control-plane\napparmorProfiles:\n  - |\n    profile fine {\n      file,\n    }\n  - |\n    profile no-shadow {\n      deny /** zz,\n    }\n',
);
const hasAppArmor = (): boolean => {
  try {
    return readFileSync('/sys/module/apparmor/parameters/enabled', 'utf8').startsWith('Y');
  } catch {
    return false;
  }
};

afterAll(async () => {
  await cluster.close();
  rmSync(folder, {recursive: true});
});

it('a mistake that only apparmor_parser sees is told with its line before anything is made', async () => {
  const result = await cluster.cli('start', '--config', wrong, '--apparmor', 'optional');
  expect(result).toMatchObject({exitCode: 88, stdout: ''});
  expect(result.stderr).toMatch(/apparmorProfiles\[1\], line 2: .*; in the profile no-shadow/);
  expect(result.stderr).toContain('2 |   deny /** zz,');
  expect(result.stderr).not.toContain('Cache read/write');
  expect(await cluster.leftovers()).toEqual([]);
});

/** What a host without AppArmor does; most of what one with it does is tested in a machine that has it: test/vm. */
function testWithout(): void {
  it.each([
    ['apparmor status', []],
    ['apparmor list', []],
    ['apparmor load', ['deny-write']],
    ['apparmor unload', ['deny-write']],
    ['apparmor test', ['deny-write', '--', 'true']],
    ['start', ['--config', file]],
  ] as const)('flotilla %s says so, with its own exit code, and makes nothing', async (command, words) => {
    const result = await cluster.cli(command, ...words);
    expect(result).toMatchObject({exitCode: 36, stdout: ''});
    expect(result.stderr).toContain('its kernel has no AppArmor');
    expect(result.stderr).toContain('E_APPARMOR_UNSUPPORTED');
    expect(await cluster.leftovers()).toEqual([]);
  });

  it('start --apparmor optional makes the cluster, and a pod that wants a profile is refused by Kubernetes in its words', async () => {
    const {stderr} = await cluster.start('--config', file, '--apparmor', 'optional');
    expect(stderr).toContain('have no effect');
    await cluster.apply([
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {name: 'confined'},
        spec: {
          securityContext: {appArmorProfile: {type: 'Localhost', localhostProfile: 'no-shadow'}},
          containers: [{name: 'main', image: 'registry.k8s.io/pause:3.10', imagePullPolicy: 'Never'}],
        },
      },
    ]);
    await cluster.kubectl('wait', '--for=jsonpath={.status.reason}=AppArmor', 'pod/confined', '--timeout=120s');
    const pod = await cluster.get<{readonly status: {readonly phase: string; readonly message: string}}>('pod', 'confined');
    expect(pod.status).toMatchObject({phase: 'Failed', message: expect.stringContaining('AppArmor is not enabled on the host')});
    const listed = await cluster.cli('apparmor list');
    expect(listed.exitCode).toBe(36);
  });
}

function testWith(): void {
  it('start gives the nodes the profiles of the cluster file', async () => {
    await cluster.start('--config', file);
    const listed = await cluster.cli('apparmor list');
    expect(listed).toMatchObject({exitCode: 0, stdout: expect.stringContaining('no-shadow')});
  });
}

if (hasAppArmor()) describe('a host with AppArmor', testWith);
else describe('a host without AppArmor', testWithout);
