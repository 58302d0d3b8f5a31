import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {Demultiplexer} from '../../../src/engine/docker/demultiplex.ts';
import {ndjson} from '../../../src/engine/docker/ndjson.ts';

const frames = fc.array(fc.record({channel: fc.constantFrom(1, 2), data: fc.uint8Array({maxLength: 40})}), {maxLength: 12});
const cuts = fc.array(fc.integer({min: 1, max: 17}), {minLength: 1, maxLength: 20});

/** The same bytes in pieces of these sizes, over and over. */
function* inPieces(data: Buffer, sizes: readonly number[]): Generator<Buffer> {
  for (let at = 0, turn = 0; at < data.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield data.subarray(at, at + size);
    at += size;
  }
}

describe('multiplexed output', () => {
  it('comes apart the same however the connection cuts it', () => {
    fc.assert(
      fc.property(frames, cuts, (sent, sizes) => {
        const wire = Buffer.concat(
          sent.map(({channel, data}) => {
            const header = Buffer.alloc(8);
            header.writeUInt8(channel, 0);
            header.writeUInt32BE(data.length, 4);
            return Buffer.concat([header, data]);
          }),
        );
        const demultiplexer = new Demultiplexer();
        const pieces = [...inPieces(wire, sizes)].flatMap((chunk) => [...demultiplexer.push(chunk)]);
        for (const [number, channel] of [
          [1, 'stdout'],
          [2, 'stderr'],
        ] as const) {
          const expected = Buffer.concat(sent.filter((frame) => frame.channel === number).map(({data}) => data));
          expect(Buffer.concat(pieces.filter((piece) => piece.channel === channel).map(({data}) => data))).toEqual(expected);
        }
      }),
    );
  });
});

describe('lines of JSON', () => {
  it('are the same however the connection cuts them, within letters too', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.dictionary(fc.string(), fc.string({unit: 'grapheme'})), {maxLength: 6}),
        cuts,
        fc.constantFrom('\n', '\r\n'),
        async (sent, sizes, end) => {
          const wire = Buffer.from(sent.map((value) => JSON.stringify(value)).join(end));
          const read: unknown[] = [];
          for await (const value of ndjson(asyncly(inPieces(wire, sizes)))) read.push(value);
          expect(read).toEqual(JSON.parse(JSON.stringify(sent)));
        },
      ),
    );
  });
});

async function* asyncly<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}
