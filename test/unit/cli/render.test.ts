import {expect, it} from 'vitest';
import {formatBytes} from '../../../src/cli/render/bytes.ts';
import {formatAge, formatSeconds} from '../../../src/cli/render/duration.ts';
import {renderTable} from '../../../src/cli/render/table.ts';

it('lines up columns and leaves nothing at the ends of lines', () => {
  const rows = [
    ['flotilla', 'Running', '4'],
    ['a', 'Stopped'],
  ];
  expect(renderTable(['Profile', 'Status', 'Nodes'], rows)).toBe(
    ['PROFILE    STATUS    NODES', 'flotilla   Running   4', 'a          Stopped'].join('\n'),
  );
});

it.each([
  [0, '0.0 s'],
  [1149, '1.1 s'],
  [119_940, '119.9 s'],
  [125_400, '2 min 5 s'],
])('%i ms is %s', (ms, text) => {
  expect(formatSeconds(ms)).toBe(text);
});

it.each([
  [0, '0s'],
  [90_000, '90s'],
  [12 * 60_000, '12m'],
  [5 * 3_600_000, '5h'],
  [72 * 3_600_000, '3d'],
])('an age of %i ms is %s', (ms, text) => {
  expect(formatAge(ms)).toBe(text);
});

it.each([
  [0, '0 B'],
  [512, '512 B'],
  [1536, '1.5 KiB'],
  [64 * 1024 ** 2, '64 MiB'],
  [1.5 * 1024 ** 3, '1.5 GiB'],
  [3 * 1024 ** 5, '3072 TiB'],
])('%i bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
