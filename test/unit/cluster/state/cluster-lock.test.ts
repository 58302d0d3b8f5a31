import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {type LockOptions, lockAllocation, lockCluster} from '../../../../src/cluster/state/cluster-lock.ts';
import {recordProgress} from '../../../fakes/recorded-progress.ts';

let home = '';
const locks = (): string => join(home, 'locks');
const options = (more: Partial<LockOptions> = {}): LockOptions => ({
  paths: {data: home, cache: home},
  signal: new AbortController().signal,
  progress: recordProgress(),
  timeoutMs: 5000,
  ...more,
});

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'flotilla-lock-'));
});
afterEach(() => rmSync(home, {recursive: true, force: true}));

describe('the lock of a cluster', () => {
  test('lets one in after the other, and leaves nothing behind', async () => {
    const order: string[] = [];
    const work = async (name: string): Promise<void> => {
      await using _lock = await lockCluster('dev', options());
      order.push(`${name} in`);
      await new Promise((resolve) => setTimeout(resolve, 20));
      order.push(`${name} out`);
    };
    await Promise.all([work('a'), work('b'), work('c')]);
    for (const place of [0, 2, 4]) expect(order[place + 1]).toBe(order[place]?.replace('in', 'out'));
    expect(readdirSync(locks())).toEqual([]);
  });

  test('does not keep another cluster, or the choice of networks, waiting', async () => {
    await using _one = await lockCluster('one', options());
    await using _other = await lockCluster('other', options({timeoutMs: 0}));
    await using _allocation = await lockAllocation(options({timeoutMs: 0}));
    expect(readdirSync(locks())).toHaveLength(3);
  });

  test('is refused when it stays taken', async () => {
    await using _lock = await lockCluster('dev', options());
    await expect(lockCluster('dev', options({timeoutMs: 50}))).rejects.toMatchObject({
      id: 'E_LOCKED',
      message: 'Another flotilla command is changing the cluster "dev".',
    });
  });

  test('says after a second what it waits for', async () => {
    await using _lock = await lockCluster('dev', options());
    const progress = recordProgress();
    const interruption = new AbortController();
    const waiting = lockCluster('dev', options({progress, signal: interruption.signal, timeoutMs: 60_000}));
    await vi.waitUntil(() => progress.told.length > 0, {timeout: 30_000});
    interruption.abort(new Error('heard enough'));
    await expect(waiting).rejects.toThrow();
    expect(progress.told).toEqual(['note Waiting for another flotilla command that is changing the cluster "dev".']);
  });

  test('is not waited for any longer when the command is interrupted', async () => {
    await using _lock = await lockCluster('dev', options());
    const interruption = new AbortController();
    const waiting = lockCluster('dev', options({signal: interruption.signal}));
    interruption.abort(new Error('Ctrl-C'));
    await expect(waiting).rejects.toThrow();
  });

  test('of a process that was killed is taken over at once', async () => {
    const holder = execFileSync(process.execPath, [join(import.meta.dirname, '../../async/print-holder.ts')], {encoding: 'utf8'});
    mkdirSync(locks(), {recursive: true});
    writeFileSync(join(locks(), 'cluster-dev.lock'), holder);
    await using _lock = await lockCluster('dev', options());
    expect(readdirSync(locks())).toEqual(['cluster-dev.lock']);
    expect(readFileSync(join(locks(), 'cluster-dev.lock'), 'utf8')).not.toBe(holder);
  });

  test('of nobody known, as one from another machine, is taken over when it is old enough, and only then', async () => {
    const left = join(locks(), 'cluster-dev.lock');
    mkdirSync(locks(), {recursive: true});
    writeFileSync(left, JSON.stringify({pid: process.pid, since: '1', space: 'another machine'}));
    await expect(lockCluster('dev', options({timeoutMs: 50}))).rejects.toMatchObject({id: 'E_LOCKED'});
    const old = Date.now() / 1000 - 31;
    utimesSync(left, old, old);
    await using _lock = await lockCluster('dev', options());
    expect(readdirSync(locks())).toEqual(['cluster-dev.lock']);
  });

  test('that somebody removed is not taken from the next holder', async () => {
    const first = await lockCluster('dev', options());
    const theirs = JSON.stringify({pid: 1, since: '1', space: 'another machine'});
    writeFileSync(join(locks(), 'cluster-dev.lock'), theirs);
    await first[Symbol.asyncDispose]();
    expect(readFileSync(join(locks(), 'cluster-dev.lock'), 'utf8')).toBe(theirs);
  });

  test('cannot be of a name that leads out of its folder', async () => {
    const taking = async (): Promise<unknown> => lockCluster('../../etc', options());
    await expect(taking()).rejects.toMatchObject({id: 'E_USAGE'});
  });
});
