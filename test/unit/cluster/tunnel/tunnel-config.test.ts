import fc from 'fast-check';
import {expect, test} from 'vitest';
import {dynamicRange, nodeAddress, nodesPerSubnet} from '../../../../src/cluster/plan/addresses.ts';
import type {DecidedSpec} from '../../../../src/cluster/plan/cluster-plan.ts';
import {serviceRanges} from '../../../../src/cluster/tunnel/tunnel-config.ts';
import {parseAddress} from '../../../../src/network/address.ts';
import {contains, nthAddress, nthSubnet} from '../../../../src/network/cidr.ts';

const ranges = (subnet: string, serviceCIDR = '10.96.0.0/16') => serviceRanges({networking: {subnet, serviceCIDR}} as DecidedSpec);
const number = (address: string): bigint => parseAddress(address)?.number ?? -1n;

test('the upper half, less what looks like a network and what is the broadcast', () => {
  expect(ranges('172.30.0.0/22')).toEqual([{first: '172.30.2.1', last: '172.30.3.254'}]);
});

test('both families of a dual-stack cluster, in its order; only IPv6 where Services have only that', () => {
  const six = {first: 'fd00::8000:0:0:1', last: 'fd00::ffff:ffff:ffff:ffff'};
  const four = {first: '172.30.2.1', last: '172.30.3.254'};
  expect(ranges('fd00::/64,172.30.0.0/22', 'fd01::/112,10.96.0.0/16')).toEqual([six, four]);
  expect(ranges('fd00::/64,172.30.0.0/22', 'fd01::/112')).toEqual([six]);
});

test('no address of a node or another container is among them', () => {
  fc.assert(
    fc.property(fc.integer({min: 18, max: 26}), fc.nat(), (prefix, place) => {
      const subnet = nthSubnet('10.0.0.0/8', prefix, place % 2 ** (prefix - 8));
      const [{first, last} = {first: '', last: ''}] = ranges(subnet);
      expect(contains(subnet, first) && contains(subnet, last)).toBe(true);
      expect(number(first)).toBeGreaterThan(number(nthAddress(dynamicRange(subnet), -1)));
      expect(number(first)).toBeGreaterThan(number(nodeAddress(subnet, nodesPerSubnet(subnet) - 1)));
      expect(number(last)).toBeLessThan(number(nthAddress(subnet, -1)));
    }),
  );
});
