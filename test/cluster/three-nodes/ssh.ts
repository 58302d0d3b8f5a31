import {readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {Client, type ConnectConfig} from 'ssh2';
import {expect, test} from 'vitest';
import {clientFolder} from '../support/leftovers.ts';
import type {TestCluster} from '../support/test-cluster.ts';
import {webPods} from './web.ts';

export function testSsh(cluster: TestCluster): void {
  const keyFile = join(clientFolder(cluster.profile), 'id_ed25519');

  test("the cluster's key opens every node, and only its owner reads it", async () => {
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    const privateKey = readFileSync(keyFile);
    for (const {status, spec} of await webPods(cluster)) {
      expect(await runOverSsh({host: status.hostIP, username: 'root', privateKey}, 'hostname')).toBe(`${spec.nodeName}\n`);
    }
  });

  test('no node takes a password, and none offers to', async () => {
    for (const {status} of await webPods(cluster)) {
      expect(await offeredMethods(status.hostIP)).toEqual(['publickey']);
      await expect(runOverSsh({host: status.hostIP, username: 'root', password: 'root'}, 'true')).rejects.toThrow('authentication');
    }
  });

  test('every node has a host key of its own', async () => {
    const keys = await Promise.all(
      ['control-plane', 'worker', 'worker2'].map((role) =>
        cluster.onNode(`${cluster.profile}-${role}`, 'cat', '/var/lib/flotilla/ssh/ssh_host_ed25519_key.pub'),
      ),
    );
    expect(new Set(keys.map((key) => key.split(' ')[1])).size).toBe(3);
  });
}

function runOverSsh(config: ConnectConfig, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const client = new Client();
    client.on('error', reject);
    client.on('ready', () => {
      client.exec(command, (error, stream) => {
        if (error) return reject(error);
        let output = '';
        stream.on('data', (chunk: Buffer) => {
          output += chunk.toString();
        });
        stream.on('close', () => {
          client.end();
          resolve(output);
        });
      });
    });
    client.connect(config);
  });
}

/** What sshd answers to somebody who has not shown anything yet. */
function offeredMethods(host: string): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const client = new Client();
    client.on('error', () => {});
    client.on('ready', () => reject(new Error(`${host} lets everybody in.`)));
    client.connect({
      host,
      username: 'root',
      authHandler: (methodsLeft, _partial, next) => {
        if (methodsLeft === null) return next({type: 'none', username: 'root'});
        resolve(methodsLeft);
        client.end();
      },
    });
  });
}
