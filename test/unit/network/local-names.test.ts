import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {isNamed, removalCommand, withHosts, withoutCluster} from '../../../src/network/local-names/hosts-text.ts';

const before = '127.0.0.1\tlocalhost\n# a comment\n10.0.0.5 web.default.dev.internal.example old # theirs\n';
const web = {name: 'web.default.dev.internal', address: '172.30.0.10'};

describe('a hosts file', () => {
  it('gets a line for a name, and another address in its place', () => {
    const once = withHosts(before, [web], 'dev');
    expect(once).toBe(`${before}172.30.0.10 web.default.dev.internal # flotilla:dev\n`);
    expect(isNamed(once, web)).toBe(true);
    const moved = withHosts(once, [{...web, address: '172.30.0.11'}], 'dev');
    expect(moved).toBe(`${before}172.30.0.11 web.default.dev.internal # flotilla:dev\n`);
    expect(isNamed(moved, web)).toBe(false);
  });

  it('has nothing of a cluster after that was deleted, and of others all', () => {
    const both = withHosts(withHosts(before, [web], 'dev'), [{name: 'web.default.dev2.internal', address: '10.1.1.1'}], 'dev2');
    expect(withoutCluster(both, 'dev')).toBe(`${before}10.1.1.1 web.default.dev2.internal # flotilla:dev2\n`);
    expect(withoutCluster(withoutCluster(both, 'dev'), 'dev2')).toBe(before);
  });

  it('is as it was after names came and went, whatever was in it', () => {
    const lines = fc.array(fc.stringMatching(/^[ -~]*$/), {maxLength: 6}).map((all) => all.map((line) => `${line}\n`).join(''));
    fc.assert(
      fc.property(lines, (text) => {
        fc.pre(!text.includes('flotilla:dev'));
        expect(withoutCluster(withHosts(text, [web], 'dev'), 'dev')).toBe(text);
      }),
    );
  });

  it('without our lines is not touched, even where its last line does not end', () => {
    expect(withoutCluster('127.0.0.1 localhost', 'dev')).toBe('127.0.0.1 localhost');
  });

  it('can be cleaned by a command', () => {
    expect(removalCommand('/etc/hosts', 'dev')).toBe("sudo sed -i '/# flotilla:dev$/d' /etc/hosts");
  });
});
