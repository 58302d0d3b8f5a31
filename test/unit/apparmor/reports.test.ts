import {describe, expect, it} from 'vitest';
import {profileLabel} from '../../../src/apparmor/cluster/label-nodes.ts';
import {readStored, storedFile, unloadedFile} from '../../../src/apparmor/cluster/stored-profile.ts';
import {parseFindings} from '../../../src/apparmor/kernel/examine.ts';
import {lacks} from '../../../src/apparmor/kernel/support.ts';
import {listLibrary} from '../../../src/apparmor/library.ts';
import {parseDenials} from '../../../src/apparmor/run-confined.ts';

describe('what a machine says of itself', () => {
  it('is read section by section', () => {
    const report =
      '\n### kernel\nY\n### securityfs\n/sys/kernel/security/apparmor/profiles\n### parser\n/usr/sbin/apparmor_parser\n### containerd\nno\n### kubelet\n### records\na%2Fb 1234-complain\n### loaded\na/b (complain)\nwith (blank) x (enforce)\n';
    const findings = parseFindings(report);
    expect(findings).toEqual({
      kernel: true,
      securityfs: true,
      parser: true,
      containerd: false,
      records: new Map([['a/b', '1234-complain']]),
      loaded: new Map([
        ['a/b', 'complain'],
        ['with (blank) x', 'enforce'],
      ]),
    });
    expect(lacks(findings)).toEqual([]);
  });

  it.each([
    [{kernel: false, securityfs: false, parser: false}, [/kernel has no AppArmor/]],
    [{kernel: true, securityfs: false, parser: true}, [/securityfs is not mounted/]],
    [{kernel: true, securityfs: false, parser: false}, [/securityfs/, /no apparmor_parser/]],
  ])('tells what %j lacks', (has, patterns) => {
    const missing = lacks(has);
    expect(missing).toHaveLength(patterns.length);
    patterns.forEach((pattern, at) => {
      expect(missing[at]?.what).toMatch(pattern);
    });
  });
});

describe('records of the kernel', () => {
  const record = (rest: string): string => `5,500,243343098,-;audit: type=1400 audit(1.0:15): ${rest}`;

  it('are those of the profile and of what is inside of it', () => {
    const log = [
      record(
        'apparmor="DENIED" operation="mknod" profile="p" name="/tmp/x" pid=413 comm="touch" requested_mask="c" denied_mask="c" fsuid=0',
      ),
      record('apparmor="ALLOWED" operation="capable" profile="p//child" pid=1 comm="ping" capability=13  capname="net_raw"'),
      record('apparmor="DENIED" operation="open" profile="p" name=2F746D702F612062 comm="cat" denied_mask="r"'),
      record('apparmor="DENIED" operation="open" profile="other" name="/x" comm="cat" denied_mask="r"'),
      record('apparmor="STATUS" operation="profile_load" profile="unconfined" name="p"'),
    ].join('\n');
    expect(parseDenials(log, 'p')).toEqual([
      {verdict: 'denied', operation: 'mknod', profile: 'p', command: 'touch', object: '/tmp/x', access: 'c'},
      {verdict: 'allowed', operation: 'capable', profile: 'p//child', command: 'ping', object: 'net_raw'},
      {verdict: 'denied', operation: 'open', profile: 'p', command: 'cat', object: '/tmp/a b', access: 'r'},
    ]);
  });
});

describe("a cluster's store", () => {
  it('is read as it was written', () => {
    const profiles = [
      {name: '/usr/bin/x', text: 'profile "/usr/bin/x" {\n}\n', complain: true, replacedHost: false},
      {name: 'b', text: 'profile b {\n}\n', complain: false, replacedHost: true},
    ];
    const files = [...profiles.map(storedFile), unloadedFile('gone')];
    const stored = new Map(files.map(({path, content}) => [path.split('/').at(-1) ?? '', String(content)]));
    expect(readStored(stored)).toEqual({profiles, unloaded: ['gone']});
  });
});

describe('labels of nodes', () => {
  it.each([
    ['k8s-apparmor-example-deny-write', 'apparmor.flotilla.dev/k8s-apparmor-example-deny-write'],
    ['/usr/bin/x', 'apparmor.flotilla.dev/usr-bin-x'],
    [`${'a'.repeat(62)}-b`, `apparmor.flotilla.dev/${'a'.repeat(62)}`],
    ['//', 'apparmor.flotilla.dev/profile'],
  ])('of %s', (name, label) => {
    expect(profileLabel(name)).toBe(label);
  });
});

describe('the library', () => {
  it('has a profile and a description in every file', async () => {
    const library = await listLibrary();
    expect(library.map(({library: name}) => name)).toEqual(['audit-write', 'deny-write', 'docker-default', 'nginx']);
    for (const {profile, description} of library) {
      expect(profile).toMatch(/^(?:flotilla|k8s-apparmor-example)-/);
      expect(description).toMatch(/^[A-Z].*\.$/);
    }
  });
});
