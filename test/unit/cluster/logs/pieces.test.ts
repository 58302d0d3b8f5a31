import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {sectionTitle} from '../../../../src/cluster/logs/collect-recent.ts';
import {LineSplitter} from '../../../../src/cluster/logs/line-splitter.ts';
import {pieceScript, podLogScript} from '../../../../src/cluster/logs/node-pieces.ts';
import {outputTarget} from '../../../../src/cluster/logs/output-target.ts';
import {PieceParser} from '../../../../src/cluster/logs/piece-parser.ts';

const mark = '==mark-0123';

/** Runs a script of pieces with this host's own shell and takes its output apart. */
function run(script: string): {readonly lines: string[][]; readonly failures: string[][]} {
  const [lines, failures]: [string[][], string[][]] = [[], []];
  const parser = new PieceParser(mark, {
    onLine: (piece, line) => lines.push([piece, line]),
    onFailure: (piece, reason) => failures.push([piece, reason]),
  });
  for (const line of execFileSync('sh', ['-c', script], {encoding: 'utf8'}).split('\n').slice(0, -1)) parser.push(line);
  return {lines, failures};
}

describe('a script of pieces', () => {
  it('gives each line to its piece, with and without an end of the last one, blank ones too', () => {
    const pieces = [
      {name: 'a', command: "printf 'one\\n\\ntwo'"},
      {name: "b's", command: "printf '%s\\n' \"it's\""},
      {name: 'nothing', command: 'true'},
      {name: 'c', command: "printf '\\n==other\\n'"},
    ];
    expect(run(pieceScript(pieces, mark))).toEqual({
      lines: [
        ['a', 'one'],
        ['a', ''],
        ['a', 'two'],
        ["b's", "it's"],
        ['c', ''],
        ['c', '==other'],
      ],
      failures: [],
    });
  });

  it('goes on after a piece that fails, and says why it did', () => {
    const pieces = [
      {name: 'gone', command: 'echo part; echo "no such thing" >&2; echo more >&2; exit 3'},
      {name: 'silent', command: 'exit 7'},
      {name: 'slow', command: 'exit 124'},
      {name: 'next', command: 'echo here'},
    ];
    expect(run(pieceScript(pieces, mark))).toEqual({
      lines: [
        ['gone', 'part'],
        ['next', 'here'],
      ],
      failures: [
        ['gone', 'no such thing'],
        ['silent', 'exit code 7'],
        ['slow', 'it took too long'],
      ],
    });
  });

  it('takes the end of the newest log of each container, of the namespaces that are wanted', () => {
    const root = mkdtempSync(join(tmpdir(), 'flotilla-pods-'));
    try {
      const log = (pod: string, container: string, file: string, text: string): void => {
        mkdirSync(join(root, 'log/pods', pod, container), {recursive: true});
        writeFileSync(join(root, 'log/pods', pod, container, file), text);
      };
      log('kube-system_etcd-a_1', 'etcd', '0.log', 'one\ntwo\nthree\n');
      log('default_web-b_2', 'web', '0.log', 'hello\n');
      const script = podLogScript({varFolder: root, lines: 2, mark, namespaces: 'kube-system'});
      const piece = 'pods/kube-system_etcd-a_1/etcd/0.log';
      expect(run(script).lines).toEqual([
        [piece, 'two'],
        [piece, 'three'],
      ]);
      expect(run(podLogScript({varFolder: root, lines: 9, mark, namespaces: '*'})).lines).toHaveLength(4);
      expect(sectionTitle(piece)).toBe('etcd [kube-system/etcd-a]');
    } finally {
      rmSync(root, {recursive: true});
    }
  });

  it('says nothing when there are no pods', () => {
    expect(run(podLogScript({varFolder: '/nonexistent', lines: 2, mark, namespaces: '*'})).lines).toEqual([]);
  });
});

it('splits any chunks into the same lines', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({unit: 'grapheme'}).map((text) => text.replaceAll(/[\r\n]/g, ''))),
      fc.array(fc.integer({min: 1, max: 9})),
      (lines, cuts) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        const got: string[] = [];
        const splitter = new LineSplitter((line) => got.push(line));
        let at = 0;
        for (const cut of cuts) {
          splitter.write(bytes.subarray(at, at + cut));
          at = Math.min(bytes.length, at + cut);
        }
        splitter.end(bytes.subarray(at));
        expect(got).toEqual(lines);
      },
    ),
  );
});

it.each([
  ['out.tar.gz', false, {kind: 'archive', path: 'out.tar.gz'}],
  ['/tmp/out.tgz', false, {kind: 'archive', path: '/tmp/out.tgz'}],
  ['logs/', false, {kind: 'folder', path: 'logs'}],
  ['logs', true, {kind: 'folder', path: 'logs'}],
  ['logs.txt', false, {kind: 'text', path: 'logs.txt'}],
  ['logs', false, {kind: 'text', path: 'logs'}],
])('%s (a folder already: %s)', (path, isFolder, target) => {
  expect(outputTarget(path, isFolder)).toEqual(target);
});
