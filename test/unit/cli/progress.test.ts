import {stripVTControlCharacters} from 'node:util';
import {describe, expect, it} from 'vitest';
import {mapConcurrent} from '../../../src/async/map-concurrent.ts';
import {JsonProgress} from '../../../src/cli/progress/json-progress.ts';
import {ListrProgress} from '../../../src/cli/progress/listr-progress.ts';
import {PlainProgress} from '../../../src/cli/progress/plain-progress.ts';
import {type ProgressChoice, selectProgress} from '../../../src/cli/progress/select-progress.ts';
import type {Progress} from '../../../src/progress/progress.ts';
import {silentProgress} from '../../../src/progress/silent-progress.ts';
import {RecordedStream, RecordedTerminal} from './recorded-stream.ts';

/** A step of two nodes at a time below one title, a warning and an update on the way. */
async function bootTwoNodes(progress: Progress): Promise<string[]> {
  return progress.step('Starting nodes', () =>
    mapConcurrent(['worker', 'worker2'], {signal: new AbortController().signal}, (node) =>
      progress.step(`Node ${node}`, async (step) => {
        step.update('booting');
        if (node === 'worker') progress.warn('The clock is late.');
        return node.toUpperCase();
      }),
    ),
  );
}

const failing = (progress: Progress): Promise<never> =>
  progress.step('Starting nodes', () => progress.step('Node worker', () => Promise.reject(new Error('no memory'))));

const asStderr = (stream: RecordedTerminal): NodeJS.WriteStream => stream as unknown as NodeJS.WriteStream;

describe.each([
  ['plain', () => new PlainProgress(new RecordedStream())],
  ['json', () => new JsonProgress(new RecordedStream())],
  ['listr', () => new ListrProgress(asStderr(new RecordedTerminal()))],
  ['silent', () => silentProgress],
] as const)('%s progress', (_name, make) => {
  it('returns what the body returns, and may be used again', async () => {
    const progress = make();
    expect(await bootTwoNodes(progress)).toEqual(['WORKER', 'WORKER2']);
    expect(await progress.step('Again', async () => 7)).toBe(7);
  });

  it('throws what the body throws', async () => {
    await expect(failing(make())).rejects.toThrow('no memory');
  });
});

it('plain progress prints a line when a step starts and when it ends', async () => {
  const out = new RecordedStream();
  await bootTwoNodes(new PlainProgress(out));
  expect(out.lines.map((line) => line.replaceAll(/\d+\.\d/g, 'N').replace(/^\[ +/, '['))).toEqual([
    '[Ns] Starting nodes ...',
    '[Ns] Node worker ...',
    '[Ns] Warning: The clock is late.',
    '[Ns] Node worker2 ...',
    '[Ns] Node worker ... done in N s',
    '[Ns] Node worker2 ... done in N s',
    '[Ns] Starting nodes ... done in N s',
  ]);
});

it('plain progress says which step failed, and prints updates when asked to', async () => {
  const out = new RecordedStream();
  await expect(failing(new PlainProgress(out))).rejects.toThrow();
  expect(out.text).toMatch(/Node worker \.\.\. failed after \d/);
  await bootTwoNodes(new PlainProgress(out, {updates: true}));
  expect(out.text).toContain('Node worker2: booting\n');
});

it('JSON progress is one event per line', async () => {
  const out = new RecordedStream();
  await bootTwoNodes(new JsonProgress(out));
  const events = out.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(events[0]).toEqual({type: 'step', name: 'Starting nodes', status: 'started'});
  expect(events).toContainEqual({type: 'update', name: 'Node worker', text: 'booting'});
  expect(events).toContainEqual({type: 'warning', message: 'The clock is late.'});
  expect(events.at(-1)).toEqual({type: 'step', name: 'Starting nodes', status: 'done', seconds: expect.any(Number)});
  await expect(failing(new JsonProgress(out))).rejects.toThrow();
  expect(JSON.parse(out.lines.at(-1) ?? '')).toMatchObject({name: 'Starting nodes', status: 'failed'});
});

it('the live list ends with every step below the one it belongs to, and what was said meanwhile', async () => {
  const terminal = new RecordedTerminal();
  await bootTwoNodes(new ListrProgress(asStderr(terminal)));
  const text = stripVTControlCharacters(terminal.text);
  expect(text).toMatch(/\S Starting nodes \[\d+\.\d s\]\n {2}\S Node worker \[\d+\.\d s\]\n {2}\S Node worker2 \[\d+\.\d s\]/);
  expect(text).toContain('Warning: The clock is late.');
});

it('the live list marks the step that failed', async () => {
  const terminal = new RecordedTerminal();
  await expect(failing(new ListrProgress(asStderr(terminal)))).rejects.toThrow();
  expect(stripVTControlCharacters(terminal.text)).toMatch(/Starting nodes.*\n {2}(?:✖|×) Node worker/);
});

describe('selectProgress', () => {
  const terminal: ProgressChoice = {
    json: false,
    streamsEvents: true,
    quiet: false,
    verbose: false,
    env: {},
    stdout: new RecordedStream(),
    stderr: new RecordedTerminal() as never,
  };

  it.each([
    ['a terminal', {}, ListrProgress],
    ['a terminal, verbose', {verbose: true}, PlainProgress],
    ['a terminal of no columns', {stderr: new RecordedTerminal(0) as never}, PlainProgress],
    ['a dumb terminal', {env: {TERM: 'dumb'}}, PlainProgress],
    ['CI', {env: {CI: 'true'}}, PlainProgress],
    ['a file', {stderr: new RecordedStream()}, PlainProgress],
    ['a long command with JSON output', {json: true}, JsonProgress],
  ])('%s', (_name, change, kind) => {
    expect(selectProgress({...terminal, ...change})).toBeInstanceOf(kind);
  });

  it.each([
    ['quiet', {quiet: true}],
    ['one JSON document', {json: true, streamsEvents: false}],
  ])('%s: nothing', (_name, change) => {
    expect(selectProgress({...terminal, ...change})).toBe(silentProgress);
  });
});
