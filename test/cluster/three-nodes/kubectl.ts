import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Readable} from 'node:stream';
import {expect, test} from 'vitest';
import {spawnCli} from '../support/run-cli.ts';
import type {TestCluster} from '../support/test-cluster.ts';
import {webPods} from './web.ts';

export function testKubectl(cluster: TestCluster): void {
  const kubectl = async (...words: readonly string[]): Promise<string> => {
    const {exitCode, stdout, stderr} = await cluster.cli('kubectl', '--', ...words);
    expect(exitCode, stderr).toBe(0);
    return stdout;
  };

  test('logs and exec reach pods on every node', async () => {
    for (const {metadata, spec} of await webPods(cluster)) {
      expect(await kubectl('logs', metadata.name), spec.nodeName).toBe('serving');
      expect(await kubectl('exec', metadata.name, '--', 'hostname')).toBe(metadata.name);
    }
  });

  test('the exit code is that of the command in the pod', async () => {
    const [pod] = await webPods(cluster);
    expect((await cluster.cli('kubectl', '--', 'exec', pod!.metadata.name, '--', 'sh', '-c', 'exit 7')).exitCode).toBe(7);
  });

  test('cp copies files both ways', async () => {
    const [, pod] = await webPods(cluster);
    const folder = await mkdtemp(join(tmpdir(), 't-cp-'));
    try {
      const content = `${cluster.profile}\n`.repeat(5000);
      await writeFile(join(folder, 'there'), content);
      await kubectl('cp', join(folder, 'there'), `${pod!.metadata.name}:/tmp/there`);
      await kubectl('cp', `${pod!.metadata.name}:/tmp/there`, join(folder, 'back'));
      expect(await readFile(join(folder, 'back'), 'utf8')).toBe(content);
    } finally {
      await rm(folder, {recursive: true, force: true});
    }
  });

  test('port-forward leads to a pod on a worker', async () => {
    const pod = (await webPods(cluster)).find(({spec}) => spec.nodeName === `${cluster.profile}-worker2`)!;
    const forward = spawnCli(['kubectl', '-p', cluster.profile, '--', 'port-forward', pod.metadata.name, ':8080'], {env: cluster.env});
    try {
      const port = await forwardedPort(forward.stdout);
      const answer = await fetch(`http://127.0.0.1:${port}/cgi-bin/who`, {signal: AbortSignal.timeout(5000)});
      expect(await answer.text()).toBe(`127.0.0.1 ${pod.metadata.name}`);
    } finally {
      forward.kill('SIGTERM');
      await forward;
    }
  });
}

/** Reads on after the answer: a pipe that nobody reads would end kubectl. */
function forwardedPort(output: Readable): Promise<number> {
  let text = '';
  return new Promise((resolve, reject) => {
    output.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const port = /Forwarding from 127\.0\.0\.1:(\d+)/.exec(text)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
    output.on('end', () => reject(new Error(`kubectl port-forward ended, having said: ${text}`)));
  });
}
