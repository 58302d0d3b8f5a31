import {Duplex, PassThrough} from 'node:stream';
import {buffer} from 'node:stream/consumers';
import {finished} from 'node:stream/promises';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {encodeFrame, type Frame, FrameReader, opcode} from '../../../../src/kube/client/websocket/frames.ts';
import {handshake} from '../../../../src/kube/client/websocket/handshake.ts';
import {PortForwardStream} from '../../../../src/kube/client/websocket/port-forward-stream.ts';

describe('frames', () => {
  const messages = fc.array(fc.uint8Array({maxLength: 70_000, size: 'max'}), {maxLength: 4});

  it('are read as they were written, however the bytes arrive', () => {
    fc.assert(
      fc.property(messages, fc.array(fc.nat(70_000), {maxLength: 8}), (payloads, cuts) => {
        const bytes = Buffer.concat(payloads.map((payload) => encodeFrame(opcode.binary, Buffer.from(payload))));
        const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
        const reader = new FrameReader();
        const frames = places.slice(1).flatMap((end, place) => reader.push(bytes.subarray(places[place], end)));
        expect(frames.map(({payload}) => Buffer.from(payload))).toEqual(payloads.map((payload) => Buffer.from(payload)));
      }),
      {numRuns: 40},
    );
  });

  it('of the standard are understood: a masked and an unmasked "Hello"', () => {
    const masked = Buffer.from([0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58]);
    expect(encodeFrame(opcode.text, Buffer.from('Hello'), masked.subarray(2, 6))).toEqual(masked);
    const plain = Buffer.from([0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f]);
    expect(new FrameReader().push(Buffer.concat([masked, plain])).map(({payload}) => payload.toString())).toEqual(['Hello', 'Hello']);
  });
});

it('the handshake answers as the standard says', () => {
  const {headers, isGranted} = handshake('v4.channel.k8s.io');
  expect(Buffer.from(headers['Sec-WebSocket-Key'], 'base64').length).toBe(16);
  expect(isGranted({headers: {'sec-websocket-accept': 'other', 'sec-websocket-protocol': 'v4.channel.k8s.io'}})).toBe(false);
});

/** The kubelet's side: what it was sent, and a way to send. */
function openStream() {
  const [toClient, toServer] = [new PassThrough(), new PassThrough()];
  const socket = Duplex.from({readable: toClient, writable: toServer});
  const stream = new PortForwardStream(socket, Buffer.alloc(0));
  const send = (channel: number, body: string | Buffer, code: number = opcode.binary, final = true): void => {
    const frame = encodeFrame(code, Buffer.concat([code === opcode.more ? Buffer.alloc(0) : Buffer.from([channel]), Buffer.from(body)]));
    if (!final) frame[0] = (frame[0] as number) & 0x7f;
    toClient.write(frame);
  };
  const port = Buffer.from([0x90, 0x1f]);
  send(0, port);
  send(1, port);
  /** As the kubelet ends a connection that was served: it says so, then the socket ends. */
  const close = (): void => {
    toClient.end(encodeFrame(opcode.close, Buffer.from([0x03, 0xe8])));
  };
  return {stream, send, close, toClient, toServer};
}

describe('a forwarded connection', () => {
  it('carries data both ways, without the channels and their names', async () => {
    const {stream, send, close, toServer} = openStream();
    stream.write('question');
    send(0, 'one ');
    send(0, 'tw', opcode.binary, false);
    send(0, 'o', opcode.more);
    close();
    expect((await buffer(stream)).toString()).toBe('one two');
    const frames: Frame[] = new FrameReader().push(toServer.read() as Buffer);
    expect(frames[0]?.payload.toString()).toBe('\0question');
  });

  it('fails with what the kubelet says', async () => {
    const {stream, send, close} = openStream();
    send(1, 'nobody listens on port 8080');
    close();
    await expect(buffer(stream)).rejects.toThrow('nobody listens on port 8080');
  });

  it('fails with what the kubelet says although the socket then breaks', async () => {
    const {stream, send, toClient} = openStream();
    send(1, 'the pod is gone');
    toClient.end();
    await expect(buffer(stream)).rejects.toThrow('the pod is gone');
  });

  it('that ends without a close frame is broken, not at its end', async () => {
    const {stream, send, toClient} = openStream();
    send(0, 'half an ans');
    toClient.end();
    await expect(buffer(stream)).rejects.toMatchObject({code: 'ECONNRESET'});
  });

  it('stays at its end when the socket ends before the last bytes are read', async () => {
    const {stream, send, close, toClient} = openStream();
    send(0, 'whole');
    close();
    await finished(toClient);
    expect((await buffer(stream)).toString()).toBe('whole');
  });

  it('answers a ping', async () => {
    const {send, toServer, stream} = openStream();
    send(0x41, 'bc', opcode.ping);
    const bytes = await new Promise<Buffer>((resolve) => toServer.once('data', resolve));
    expect(new FrameReader().push(bytes)).toEqual([expect.objectContaining({opcode: opcode.pong, payload: Buffer.from('Abc')})]);
    stream.destroy();
  });
});
