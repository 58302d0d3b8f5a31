import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parseProfiles} from '../../../src/apparmor/language/parse-profiles.ts';

const tutorial = `#include <tunables/global>

profile k8s-apparmor-example-deny-write flags=(attach_disconnected) {
  #include <abstractions/base>

  file,

  # Deny all file writes. {
  deny /** w,
}
`;

describe('parseProfiles', () => {
  it('reads the profile of the Kubernetes tutorial', () => {
    expect(parseProfiles(tutorial, 'deny.profile')).toEqual([
      {
        name: 'k8s-apparmor-example-deny-write',
        flags: ['attach_disconnected'],
        includes: ['<tunables/global>', '<abstractions/base>'],
        children: [],
        line: 3,
        text: tutorial,
      },
    ]);
  });

  it('knows every way to name a profile', () => {
    const text = `abi <abi/3.0>,
@{exec} = /usr/bin/{a,b} \\
  /usr/bin/c
profile plain { file, }
profile attached /usr/{,local/}bin/x flags=(complain, attach_disconnected){ file, }
/usr/bin/by-path (audit) { file, }
"/opt/with blank" { file, }
profile "quoted name" { file, }
profile var @{exec} { file, }
`;
    expect(parseProfiles(text, 'f').map(({name, attachment, flags, line}) => [name, attachment, flags, line])).toEqual([
      ['plain', undefined, [], 4],
      ['attached', '/usr/{,local/}bin/x', ['complain', 'attach_disconnected'], 5],
      ['/usr/bin/by-path', '/usr/bin/by-path', ['audit'], 6],
      ['/opt/with blank', '/opt/with blank', [], 7],
      ['quoted name', undefined, [], 8],
      ['var', '@{exec}', [], 9],
    ]);
  });

  it('names what is inside as the kernel does', () => {
    const text = 'profile a {\n  ^hat { file, }\n  profile b { file,\n profile c {\n } }\n hat d { }\n if defined @{X} { file, }\n}\n';
    expect(parseProfiles(text, 'f')[0]?.children).toEqual(['a//hat', 'a//b', 'a//b//c', 'a//d']);
  });

  it('takes includes in every way that apparmor_parser does', () => {
    const text = `include if exists "/etc/apparmor.d/local/a b"
profile a { #include <local/c d> file, }
profile b {
  include /etc/apparmor.d/e # why
  #includes are good
  include "<f>"
}
`;
    expect(parseProfiles(text, 'f').map(({name, includes}) => [name, includes])).toEqual([
      ['a', ['"/etc/apparmor.d/local/a b"', '<local/c d>']],
      ['b', ['"/etc/apparmor.d/local/a b"', '/etc/apparmor.d/e', '"<f>"']],
    ]);
  });

  it('gives each profile a file of its own, on the lines where it was', () => {
    const [first, second] = parseProfiles('@{V}=/a\nprofile one {\n  file,\n}\n# between\nprofile two {\n  @{V} r,\n}\n', 'f');
    expect(first?.text.split('\n')).toEqual(['@{V}=/a', 'profile one {', '  file,', '}', '# between', '']);
    expect(second?.text.split('\n').map((line) => line.trim())).toEqual([
      '@{V}=/a',
      '',
      '',
      '',
      '# between',
      'profile two {',
      '@{V} r,',
      '}',
      '',
    ]);
  });

  it.each([
    ['profile a {\n  file,\n', 'f, line 1: the profile a begins here and has no end.'],
    ['file,\n}\n', 'f, line 2: a closing brace without an opening one.'],
    ['{ file, }', 'f, line 1: a block begins here, and it is no profile.'],
    ['\nif true { file, }', 'f, line 2: a block begins here, and it is no profile.'],
    ['# nothing\n', 'f has no AppArmor profile.'],
  ])('refuses %j', (text, message) => {
    expect(() => parseProfiles(text, 'f')).toThrow(expect.objectContaining({id: 'E_APPARMOR_PROFILE', message}));
  });

  const name = fc.stringMatching(/^[a-z][a-z0-9._-]{0,12}$/).filter((text) => !['profile', 'hat', 'if', 'include'].includes(text));
  const rule = fc.constantFrom(
    'file,',
    'deny /** w,',
    'network inet tcp,',
    '/{a,b{c,d}}/@{PROC}/** rw,',
    '# } comment {',
    'owner "/a b/{,x}" r,',
    '#include <abstractions/base>',
  );
  const profile = fc.record({name, rules: fc.array(rule, {maxLength: 5}), complain: fc.boolean()});

  it('finds in any file the profiles that were written there, and loses no rule', () => {
    fc.assert(
      fc.property(fc.uniqueArray(profile, {minLength: 1, maxLength: 4, selector: (one) => one.name}), (profiles) => {
        const text = profiles
          .map(
            (one) =>
              `profile ${one.name}${one.complain ? ' flags=(complain)' : ''} {\n${one.rules.map((each) => `  ${each}\n`).join('')}}\n`,
          )
          .join('\n');
        const found = parseProfiles(text, 'f');
        expect(found.map((one) => [one.name, one.flags])).toEqual(profiles.map((one) => [one.name, one.complain ? ['complain'] : []]));
        found.forEach((one, at) => {
          expect(text.split('\n')[one.line - 1]).toContain(one.name);
          for (const each of profiles[at]?.rules ?? []) expect(one.text).toContain(each);
          expect(parseProfiles(one.text, 'f')).toEqual([one]);
        });
      }),
    );
  });
});
