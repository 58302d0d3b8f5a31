import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type Address, addressBits, type Family, formatAddress, parseAddress, urlHost} from '../../../src/network/address.ts';
import {addressCount, cidrsIn, contains, formatCidr, nthAddress, nthSubnet, overlaps, parseCidr} from '../../../src/network/cidr.ts';

const family = fc.constantFrom<Family>(4, 6);
const addressOf = (of: Family): fc.Arbitrary<Address> =>
  fc.bigInt({min: 0n, max: (1n << BigInt(addressBits(of))) - 1n}).map((number) => ({family: of, number}));
const address = family.chain(addressOf);
const network = address.chain((a) =>
  fc.integer({min: 0, max: addressBits(a.family)}).map((prefix) => formatCidr(parseCidr(`${formatAddress(a)}/${prefix}`))),
);

describe('addresses', () => {
  test('survive the way to text and back', () => {
    fc.assert(
      fc.property(address, (a) => {
        expect(parseAddress(formatAddress(a))).toEqual(a);
      }),
    );
  });

  test.each([
    ['fd00:0:0:0:0:0:0:a', 'fd00::a'],
    ['FD00:10:244::', 'fd00:10:244::'],
    ['::', '::'],
    ['::1', '::1'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
    ['10.0.0.1', '10.0.0.1'],
  ])('%s is written %s', (text, canonical) => expect(formatAddress(parseAddress(text)!)).toBe(canonical));

  test.each(['fe80::1%eth0', '1::2::3', 'fd00', '1.2.3', 'g::', '', 'localhost'])('%j is none', (text) =>
    expect(parseAddress(text)).toBeUndefined(),
  );

  test('stand in brackets in a URL when they have colons', () =>
    expect(['10.0.0.1', 'fd00::1', 'localhost'].map(urlHost)).toEqual(['10.0.0.1', '[fd00::1]', 'localhost']));
});

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
    '::/129',
    'fd00::',
    '10.0.0.0/',
    ' 10.0.0.0/8',
  ])('refuses %j', (text) => expect(() => parseCidr(text)).toThrow(expect.objectContaining({id: 'E_SUBNET'})));

  test('clears the bits behind the prefix', () => {
    expect(formatCidr(parseCidr('192.168.49.7/16'))).toBe('192.168.0.0/16');
    expect(formatCidr(parseCidr('fd00:10:244:1ff::7/56'))).toBe('fd00:10:244:100::/56');
  });

  test('a list has its networks between commas', () =>
    expect(cidrsIn('10.244.0.0/16, fd00:10:244::/56')).toEqual(['10.244.0.0/16', 'fd00:10:244::/56']));
});

describe('relations', () => {
  test.each([
    ['10.0.0.0/8', '10.244.0.0/16', true],
    ['10.244.0.0/16', '10.245.0.0/16', false],
    ['0.0.0.0/0', '255.255.255.255/32', true],
    ['192.168.0.0/25', '192.168.0.128/25', false],
    ['fd00::/8', 'fd00:10:244::/56', true],
    ['0.0.0.0/0', '::/0', false],
    ['10.1.0.0/16,fd00:1::/64', 'fd00:1::/56', true],
    ['10.1.0.0/16,fd00:1::/64', '10.2.0.0/16,fd00:2::/64', false],
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
    expect(contains('10.1.0.0/16,fd00::/64', 'fd00::ffff:ffff:ffff:ffff')).toBe(true);
    expect(contains('10.1.0.0/16,fd00::/64', 'fd00:0:0:1::')).toBe(false);
  });
});

describe('parts', () => {
  test('addresses are counted from both ends', () => {
    expect(nthAddress('172.18.5.0/24', 2)).toBe('172.18.5.2');
    expect(nthAddress('172.18.5.0/24', -2)).toBe('172.18.5.254');
    expect(nthAddress('0.0.0.0/0', -1)).toBe('255.255.255.255');
    expect(nthAddress('fd00::/64', 10)).toBe('fd00::a');
    expect(nthAddress('fd00::/64', -1)).toBe('fd00::ffff:ffff:ffff:ffff');
    expect(() => nthAddress('172.18.5.0/24', 256)).toThrow('256 addresses');
  });

  test('subnets are counted from 0', () => {
    expect(nthSubnet('10.244.0.0/16', 24, 3)).toBe('10.244.3.0/24');
    expect(nthSubnet('fd00:10:244::/56', 64, 255)).toBe('fd00:10:244:ff::/64');
    expect(() => nthSubnet('10.244.0.0/16', 24, 256)).toThrow('256 subnets');
    expect(() => nthSubnet('10.244.0.0/16', 8, 0)).toThrow('0 subnets');
  });

  test('different subnets lie within the network and apart from each other', () => {
    const sample = address.chain((a) =>
      fc
        .integer({min: 0, max: 24})
        .chain((prefix) => fc.tuple(fc.constant(a), fc.constant(prefix), fc.integer({min: prefix + 1, max: prefix + 8}))),
    );
    fc.assert(
      fc.property(sample, fc.nat(), fc.nat(), ([a, prefix, inner], x, y) => {
        const whole = `${formatAddress(a)}/${prefix}`;
        const count = 2 ** (inner - prefix);
        const [one, other] = [nthSubnet(whole, inner, x % count), nthSubnet(whole, inner, y % count)];
        expect(contains(whole, one)).toBe(true);
        expect(overlaps(one, other)).toBe(x % count === y % count);
        expect(addressCount(one)).toBe(2 ** (addressBits(a.family) - inner));
      }),
    );
  });
});
