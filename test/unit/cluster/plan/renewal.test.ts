import {expect, it} from 'vitest';
import {certificatesEnv, renewBefore} from '../../../../src/cluster/plan/renewal.ts';

it.each([
  [undefined, 30 * 86_400],
  ['8760h', 30 * 86_400],
  ['24h', 8 * 3600],
  ['10m0s', 200],
  ['90m30s', 1810],
])('certificates that are valid for %s are renewed %i s before their end', (validity, seconds) => {
  expect(renewBefore(validity)).toBe(seconds);
  expect(certificatesEnv(validity)).toBe(`RENEW_BEFORE=${seconds}\n`);
});
