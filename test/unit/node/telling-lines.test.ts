import {expect, it} from 'vitest';
import {tellingLines} from '../../../src/node/telling-lines.ts';

const info = 'I1129 13:00:00.000000     100 kubelet.go:2345] "Starting kubelet main sync loop"';
const trouble = (number: number) => `E1129 13:00:00.000000     100 kubelet.go:${number}] "No CNI"`;

it('takes the last lines that say what is wrong, wherever they are', () => {
  const log = [trouble(1), trouble(2), info, trouble(3), trouble(4), info, info].join('\n');
  expect(tellingLines(log)).toEqual([trouble(2), trouble(3), trouble(4)]);
});

it('takes the last line of a log in which nothing is wrong', () => {
  expect(tellingLines(`${info}\n${info} again\n`)).toEqual([`${info} again`]);
  expect(tellingLines('')).toEqual([]);
});

it('knows the lines of containers and of etcd', () => {
  const json = '{"level":"warn","msg":"slow fdatasync"}';
  const log = `2026-11-29T13:00:00Z stderr F ${json}\n2026-11-29T13:00:01Z stderr F {"level":"info","msg":"ready"}\n`;
  expect(tellingLines(log)).toEqual([json]);
});

it('cuts long lines', () => {
  expect(tellingLines(`W1129 ${'x'.repeat(500)}`)[0]).toHaveLength(201);
});
