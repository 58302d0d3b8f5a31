import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {PassThrough} from 'node:stream';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {NodeImages} from '../../../../src/cluster/images/node-images.ts';
import {saveFromEngine} from '../../../../src/cluster/images/save-images.ts';
import {tagImage} from '../../../../src/cluster/images/tag-image.ts';
import {nodeLabels} from '../../../../src/cluster/plan/node-container.ts';
import {nodeDefaults} from '../../../../src/cluster/spec/node-spec.ts';
import type {Engine} from '../../../../src/engine/engine.ts';
import {FakeEngine} from '../../../fakes/fake-engine.ts';
import {recordProgress} from '../../../fakes/recorded-progress.ts';

const {signal} = new AbortController();

describe('a container runtime that hangs', () => {
  const engine = {
    containers: {
      exec: (_name: string, _argv: readonly string[], options: {signal: AbortSignal}) =>
        new Promise((_, reject) => options.signal.addEventListener('abort', () => reject(options.signal.reason))),
    },
  } as unknown as Engine;

  test('does not hang its command, and the hints are about images', async () => {
    const error = await new NodeImages(engine, 'dev-worker').command(['crictl', 'images'], {signal, timeoutMs: 20}).catch((one) => one);
    expect(error).toMatchObject({id: 'E_TIMEOUT', message: expect.stringContaining('dev-worker')});
    expect(error.hints.join()).toContain('run the same command again');
    expect(error.hints.join()).not.toContain('flotilla start');
  });
});

describe('an engine that stops in the middle of an archive', () => {
  test('does not hang image save', async () => {
    const archive = new PassThrough();
    archive.write('the first part');
    const engine = {images: {save: async () => archive}} as unknown as Engine;
    const saving = saveFromEngine(['app:1'], new PassThrough().resume(), {engine, signal, timeoutMs: 20});
    await expect(saving).rejects.toMatchObject({id: 'E_TIMEOUT', message: expect.stringContaining('app:1')});
    expect(archive.destroyed).toBe(true);
  });
});

describe('image tag', () => {
  let home = '';
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'flotilla-tag-'));
  });
  afterEach(() => rmSync(home, {recursive: true, force: true}));

  /** Tags an image that was pulled; what ctr says of it, by the number of the node. */
  const tag = async (...answers: readonly string[]) => {
    const engine = new FakeEngine({
      answer: (argv, name) => {
        if (argv[0] !== 'ctr') return {exitCode: 3};
        const text = answers[Number(name.at(-1))] ?? '';
        return {exitCode: text === '' ? 0 : 1, stderr: Buffer.from(text)};
      },
    });
    answers.forEach((_, index) => {
      const node = {name: `n${index}`, index, spec: {...nodeDefaults, role: 'worker' as const}};
      engine.addContainer(node.name, nodeLabels('dev', node));
    });
    const progress = recordProgress();
    const deps = {engine: engine.port, paths: {data: home, cache: home}, progress, signal};
    const result = await tagImage('dev', 'busybox', 'mine:1', deps);
    return {result, notes: progress.told.filter((line) => line.startsWith('note'))};
  };
  const missing = 'ctr: image "docker.io/library/busybox:latest": not found\n';

  test('names it where it is', async () => {
    const {result, notes} = await tag('', missing);
    expect(result.target).toBe('docker.io/library/mine:1');
    expect(notes).toEqual(['note n1 does not have docker.io/library/busybox:latest.']);
  });

  test('fails where it is nowhere, and where a node that may have it fails', async () => {
    await expect(tag(missing, missing)).rejects.toMatchObject({id: 'E_IMAGE_NOT_FOUND'});
    await expect(tag('', missing, 'ctr: connection refused\n')).rejects.toMatchObject({
      id: 'E_IMAGE_LOAD',
      message: expect.stringMatching(/^n2 could not tag .*\. n0 did it\.$/),
    });
  });
});
