import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {label} from '../../../src/cluster/labels.ts';
import {docker, dockerLines} from '../support/docker.ts';
import type {TestCluster} from '../support/test-cluster.ts';

/** Bits of the kernel's capability sets (linux/capability.h). */
const bits = {SYS_MODULE: 16n, SYS_RAWIO: 17n, SYS_BOOT: 22n, SYS_RESOURCE: 24n, SYS_TIME: 25n} as const;
/** What a certificate, a private key, a join token or a service account's token looks like. */
const secrets = /-----BEGIN|PRIVATE KEY|ssh-ed25519|client-key-data|certificate-?key|\b[a-z0-9]{6}\.[a-z0-9]{16}\b|eyJ[\w-]{20,}/i;

export function testContainers(cluster: TestCluster): void {
  const filter = `label=${label.cluster}=${cluster.profile}`;

  test('are not privileged and drop what no node needs', async () => {
    const names = await dockerLines('ps', '--filter', filter, '--format', '{{.Names}}');
    expect(names).toHaveLength(3);
    for (const name of names) {
      const [container] = JSON.parse(await docker(['inspect', name])) as [{HostConfig: {Privileged: boolean; CapAdd: string[]}}];
      expect(container.HostConfig.Privileged, name).toBe(false);
      const asked = container.HostConfig.CapAdd.map((capability) => capability.replace(/^CAP_/, ''));
      expect(asked, name).toContain('SYS_ADMIN');
      for (const capability of ['ALL', 'SYS_MODULE', 'SYS_RAWIO', 'SYS_TIME', 'SYS_BOOT']) expect(asked, name).not.toContain(capability);
    }
  });

  test('cannot get those capabilities inside either, nor any that this host lacks', async () => {
    const host = boundingSet(readFileSync('/proc/self/status', 'utf8'));
    const inside = boundingSet(await cluster.onNode(cluster.controlPlane, 'cat', '/proc/1/status'));
    expect(inside & ~host).toBe(0n);
    for (const capability of ['SYS_MODULE', 'SYS_RAWIO', 'SYS_TIME', 'SYS_BOOT'] as const) {
      expect(inside & (1n << bits[capability]), capability).toBe(0n);
    }
    expect(inside & (1n << bits.SYS_RESOURCE)).toBe(host & (1n << bits.SYS_RESOURCE));
  });

  test('tell no secret, nor do network and volumes', async () => {
    const [containers, networks, volumes] = await Promise.all([
      dockerLines('ps', '-aq', '--filter', filter),
      dockerLines('network', 'ls', '-q', '--filter', filter),
      dockerLines('volume', 'ls', '-q', '--filter', filter),
    ]);
    expect([containers.length, networks.length, volumes.length]).toEqual([3, 1, 4]);
    const told = await Promise.all([
      docker(['inspect', ...containers]),
      docker(['network', 'inspect', ...networks]),
      docker(['volume', 'inspect', ...volumes]),
      ...containers.map((id) => docker(['logs', id])),
    ]);
    expect(secrets.exec(told.join('\n'))?.[0]).toBeUndefined();
  });
}

function boundingSet(status: string): bigint {
  return BigInt(`0x${/^CapBnd:\s*([0-9a-f]+)$/m.exec(status)?.[1]}`);
}
