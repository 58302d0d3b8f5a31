import {text} from 'node:stream/consumers';
import {execa} from 'execa';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {announcedCommand, withoutAnnouncement} from '../../../../src/node/ssh/remote-command.ts';
import {parseSshDestination} from '../../../../src/node/ssh-destination.ts';

const words = fc.array(
  fc.string({unit: 'grapheme-ascii'}).map((word) => word.replaceAll('\0', '')),
  {maxLength: 4},
);

describe('a command for a remote shell', () => {
  test('reaches the program word by word, whatever is in the words, after the number of its process group', async () => {
    await fc.assert(
      fc.asyncProperty(words, async (argv) => {
        const command = announcedCommand(['printf', '%s\\0', 'first', ...argv], {A: "it's"});
        const {stdout} = await execa('sh', ['-c', command], {stripFinalNewline: false});
        const end = stdout.indexOf('\n');
        expect(Number(stdout.slice(0, end))).toBeGreaterThan(1);
        expect(stdout.slice(end + 1)).toBe(['first', ...argv].map((word) => `${word}\0`).join(''));
      }),
      {numRuns: 25},
    );
  });

  test.each([[['12', '34\nab', 'c\n']], [['1234\nabc\n']], [['1234', '\n', 'abc\n']]])(
    'its announcement is taken off output that comes as %j',
    async (pieces) => {
      let group = 0;
      const stream = withoutAnnouncement((number) => {
        group = number;
      });
      for (const piece of pieces) stream.write(Buffer.from(piece));
      stream.end();
      expect([await text(stream), group]).toEqual(['abc\n', 1234]);
    },
  );
});

describe('a destination', () => {
  test.each([
    ['root@10.0.0.5', {username: 'root', host: '10.0.0.5', port: 22}],
    ['me@web.example.org:2222', {username: 'me', host: 'web.example.org', port: 2222}],
    ['me@[fd00::1]:23', {username: 'me', host: 'fd00::1', port: 23}],
  ])('%s', (given, parsed) => expect(parseSshDestination(given)).toEqual(parsed));

  test.each(['', 'host', '@host', 'me@', 'me@host:', 'me@host:70000', 'me@fd00::1', 'me@a b'])('"%s" is none', (given) => {
    expect(() => parseSshDestination(given)).toThrow('no destination');
  });
});
