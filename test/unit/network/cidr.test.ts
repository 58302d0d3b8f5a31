import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {
  addressCount,
  contains,
  formatAddress,
  formatCidr,
  nthAddress,
  nthSubnet,
  overlaps,
  parseAddress,
  parseCidr,
} from '../../../src/network/cidr.ts';

const address = fc.integer({min: 0, max: 2 ** 32 - 1});
const network = fc
  .tuple(address, fc.integer({min: 0, max: 32}))
  .map(([a, prefix]) => formatCidr(parseCidr(`${formatAddress(a)}/${prefix}`)));

describe('parsing', () => {
  test.each([
    '',
    '10.0.0.0',
    '10.0.0.0/33',
    '10.0.0/8',
    '256.0.0.0/8',
    '10.0.0.0/8/8',
    '010.0.0.0/8',
    '10.0.0.0/-1',
    '::/0',
    '10.0.0.0/',
    ' 10.0.0.0/8',
  ])('refuses %j', (text) => expect(() => parseCidr(text)).toThrow(expect.objectContaining({id: 'E_SUBNET'})));

  test('clears the bits behind the prefix', () => expect(formatCidr(parseCidr('192.168.49.7/16'))).toBe('192.168.0.0/16'));

  test('addresses survive the way to text and back', () => {
    fc.assert(fc.property(address, (a) => parseAddress(formatAddress(a)) === a));
  });
});

describe('relations', () => {
  test.each([
    ['10.0.0.0/8', '10.244.0.0/16', true],
    ['10.244.0.0/16', '10.245.0.0/16', false],
    ['0.0.0.0/0', '255.255.255.255/32', true],
    ['192.168.0.0/25', '192.168.0.128/25', false],
  ])('%s and %s overlap: %s', (a, b, answer) => expect(overlaps(a, b)).toBe(answer));

  test('overlap is symmetric, and of two networks that overlap one contains the other', () => {
    fc.assert(
      fc.property(network, network, (a, b) => {
        expect(overlaps(a, b)).toBe(overlaps(b, a));
        expect(overlaps(a, b)).toBe(contains(a, b) || contains(b, a));
      }),
    );
  });

  test('a network contains its first and last address and nothing after', () => {
    expect(contains('10.1.0.0/16', '10.1.0.0')).toBe(true);
    expect(contains('10.1.0.0/16', '10.1.255.255')).toBe(true);
    expect(contains('10.1.0.0/16', '10.2.0.0')).toBe(false);
  });
});

describe('parts', () => {
  test('addresses are counted from both ends', () => {
    expect(nthAddress('172.18.5.0/24', 2)).toBe('172.18.5.2');
    expect(nthAddress('172.18.5.0/24', -2)).toBe('172.18.5.254');
    expect(nthAddress('0.0.0.0/0', -1)).toBe('255.255.255.255');
    expect(() => nthAddress('172.18.5.0/24', 256)).toThrow('256 addresses');
  });

  test('subnets are counted from 0', () => {
    expect(nthSubnet('10.244.0.0/16', 24, 3)).toBe('10.244.3.0/24');
    expect(() => nthSubnet('10.244.0.0/16', 24, 256)).toThrow('256 subnets');
    expect(() => nthSubnet('10.244.0.0/16', 8, 0)).toThrow('0 subnets');
  });

  test('different subnets lie within the network and apart from each other', () => {
    const sample = fc
      .integer({min: 0, max: 24})
      .chain((prefix) => fc.tuple(address, fc.constant(prefix), fc.integer({min: prefix + 1, max: 32})));
    fc.assert(
      fc.property(sample, fc.nat(), fc.nat(), ([a, prefix, inner], x, y) => {
        const whole = `${formatAddress(a)}/${prefix}`;
        const count = 2 ** (inner - prefix);
        const [one, other] = [nthSubnet(whole, inner, x % count), nthSubnet(whole, inner, y % count)];
        expect(contains(whole, one)).toBe(true);
        expect(overlaps(one, other)).toBe(x % count === y % count);
        expect(addressCount(one)).toBe(2 ** (32 - inner));
      }),
    );
  });
});
