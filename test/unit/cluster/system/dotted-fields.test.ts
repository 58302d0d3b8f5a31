import {expect, test} from 'vitest';
import {dottedFields} from '../../../../src/cluster/system/dotted-fields.ts';

test('dots lead inwards, and values are YAML', () => {
  expect(
    dottedFields({'conntrack.maxPerCore': '0', 'conntrack.min': '5', mode: 'nftables', 'iptables.masqueradeAll': 'true', text: '2h'}),
  ).toEqual({
    conntrack: {maxPerCore: 0, min: 5},
    mode: 'nftables',
    iptables: {masqueradeAll: true},
    text: '2h',
  });
});
