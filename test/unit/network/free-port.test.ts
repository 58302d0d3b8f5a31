import {type AddressInfo, createServer, type Server} from 'node:net';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {findFreePort, isPortFree} from '../../../src/network/free-port.ts';

const address = '127.0.0.1';
let server: Server;
let taken = 0;

beforeEach(async () => {
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  taken = (server.address() as AddressInfo).port;
});
afterEach(() => server.close());

describe('a port', () => {
  test('is taken while somebody listens, and free afterwards', async () => {
    expect(await isPortFree(address, taken)).toBe(false);
    await new Promise((resolve) => server.close(resolve));
    expect(await isPortFree(address, taken)).toBe(true);
  });

  test('is not free on an address that this machine does not have', async () => {
    expect(await isPortFree('203.0.113.7', 16_443)).toBe(false);
  });

  test('is looked for past those that are taken or reserved', async () => {
    const found = await findFreePort(address, taken, new Set([taken + 1, taken + 2]));
    expect(found).toBeGreaterThan(taken + 2);
    expect(await isPortFree(address, found!)).toBe(true);
  });

  test('is not found where all are reserved', async () => {
    const reserved = new Set(Array.from({length: 1000}, (_, n) => 20_000 + n));
    expect(await findFreePort(address, 20_000, reserved)).toBeUndefined();
  });
});
