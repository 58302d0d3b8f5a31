import {describe, expect, it} from 'vitest';
import {profilesOf} from '../../../src/apparmor/profiles-of.ts';

const including = (include: string) => profilesOf([{file: 'f', text: `profile a {\n  include ${include}\n}\n`}]);

describe('includes of profiles', () => {
  it.each([
    '<abstractions/base>',
    '"/etc/apparmor.d/abstractions/base"',
    '/etc/apparmor.d/tunables/home',
    'if exists "/etc/apparmor.d/local/x y"',
  ])('may be %s, which nodes have', (include) => {
    expect(including(include)).toMatchObject([{name: 'a'}]);
  });

  it.each(['"my/rules"', 'rules', '/home/me/rules', '"/etc/apparmor.d/../shadow"', '"<abstractions/base>"', 'if exists "rules"'])(
    'cannot be %s, which nodes do not have',
    (include) => {
      expect(() => including(include)).toThrow(
        expect.objectContaining({
          id: 'E_APPARMOR_PROFILE',
          message: `f includes ${include.replace('if exists ', '')}, a file of this machine, which is not on the nodes.`,
        }),
      );
    },
  );
});
