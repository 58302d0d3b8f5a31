import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parseDuration, parseWait, shortDuration} from '../../../src/cli/values/duration.ts';
import {parseList} from '../../../src/cli/values/list.ts';
import {parseMemory} from '../../../src/cli/values/memory.ts';

const usage = expect.objectContaining({id: 'E_USAGE'});

describe('memory', () => {
  it.each([
    ['5120', 5120],
    ['5120mb', 5120],
    ['4g', 4096],
    ['4GiB', 4096],
    ['1.5g', 1536],
    ['2Gi', 2048],
    ['2097152k', 2048],
    ['1048576b', 1],
  ])('%s is %i MiB', (text, mib) => {
    expect(parseMemory(text)).toBe(mib);
  });

  it.each(['', 'g', '4x', '-1', '4gg', '0', '1kb', '1e3', '99999999999999999g'])('refuses "%s"', (text) => {
    expect(() => parseMemory(text)).toThrow(usage);
  });

  it('reads a bare integer as MiB, and each unit as 1024 of the one below', () => {
    fc.assert(
      fc.property(fc.integer({min: 1, max: 1_000_000}), (amount) => {
        expect(parseMemory(`${amount}`)).toBe(amount);
        expect(parseMemory(`${amount}m`)).toBe(amount);
        expect(parseMemory(`${amount}g`)).toBe(parseMemory(`${amount * 1024}mb`));
        expect(parseMemory(`${amount}T`)).toBe(parseMemory(`${amount * 1024}G`));
      }),
    );
  });

  it('gives whole MiB or a usage error for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{1,4}(\.\d{1,3})?[a-z]{0,3}$/)), (text) => {
        try {
          expect(parseMemory(text)).toBeGreaterThanOrEqual(1);
          expect(Number.isSafeInteger(parseMemory(text))).toBe(true);
        } catch (error) {
          expect(error).toEqual(usage);
        }
      }),
    );
  });
});

describe('duration', () => {
  it.each(['0', '0s', '0.0m', '-1s', '-1'])('of %j is no time to wait', (text) => expect(() => parseWait(text)).toThrow(usage));
  it('to wait is read like any other', () => expect(parseWait('1m30s')).toBe(90_000));
  it.each([
    ['5m', 300_000],
    ['2m', 120_000],
    ['30s', 30_000],
    ['1m30s', 90_000],
    ['1h', 3_600_000],
    ['1h5m', 3_900_000],
    ['1h0m5s', 3_605_000],
    ['10s', 10_000],
  ])('is shown as %s', (text, ms) => expect(shortDuration(ms)).toBe(text));

  it.each([
    ['30s', 30_000],
    ['5m', 300_000],
    ['1m30s', 90_000],
    ['1.5h', 5_400_000],
    ['250ms', 250],
    ['90', 90_000],
    ['0', 0],
  ])('%s is %i ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', 'm', '5x', '-5s', '5 m', '1e3s', '5m1'])('refuses "%s"', (text) => {
    expect(() => parseDuration(text)).toThrow(usage);
  });

  it('adds up its parts', () => {
    const small = fc.integer({min: 0, max: 999});
    fc.assert(
      fc.property(small, small, small, small, (h, m, s, ms) => {
        expect(parseDuration(`${h}h${m}m${s}s${ms}ms`)).toBe(h * 3_600_000 + m * 60_000 + s * 1000 + ms);
      }),
    );
  });
});

describe('list', () => {
  it('gives back words joined with commas, once each', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9-]*$/)), (words) => {
        expect(parseList(words.join(','))).toEqual(words);
        expect(parseList([...words, ...words].join(' , '))).toEqual(words);
      }),
    );
  });
});
