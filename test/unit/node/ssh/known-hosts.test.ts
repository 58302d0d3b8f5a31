import {createHmac} from 'node:crypto';
import {describe, expect, test} from 'vitest';
import {knownHostsPolicy, pinnedHostKey} from '../../../../src/node/host-keys/host-key-policy.ts';
import {judgeHostKey, keyType, knownHostsLine, knownKeyTypes, withKnownHost} from '../../../../src/node/host-keys/known-hosts.ts';

function key(type: string, seed: string): {readonly raw: Buffer; readonly line: string} {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(type.length);
  const raw = Buffer.concat([length, Buffer.from(type), Buffer.from(seed)]);
  return {raw, line: `${type} ${raw.toString('base64')} somebody@somewhere`};
}

const one = key('ssh-ed25519', 'one');
const two = key('ssh-ed25519', 'two');
const rsa = key('ssh-rsa', 'three');
const line = (hosts: string, {line: text}: {readonly line: string}, marker = ''): string => `${marker}${hosts} ${text}\n`;

describe('known hosts', () => {
  test.each([
    ['the address itself', line('10.0.0.5', one), '10.0.0.5', 22, 'trusted'],
    ['one of several names', line('web,10.0.0.5', one), '10.0.0.5', 22, 'trusted'],
    ['another port', line('10.0.0.5', one), '10.0.0.5', 2222, 'unknown'],
    ['its port', line('[10.0.0.5]:2222', one), '10.0.0.5', 2222, 'trusted'],
    ['a pattern', line('*.example.org', one), 'a.example.org', 22, 'trusted'],
    ['a pattern with an exception', line('*.example.org,!b.example.org', one), 'b.example.org', 22, 'unknown'],
    ['a dot that is no wildcard', line('10.0.0.5', one), '10a0b0c5', 22, 'unknown'],
    ['another key of that type', line('10.0.0.5', two), '10.0.0.5', 22, 'changed'],
    ['a key of another type', line('10.0.0.5', rsa), '10.0.0.5', 22, 'unknown'],
    ['the key among others', line('10.0.0.5', two) + line('10.0.0.5', one), '10.0.0.5', 22, 'trusted'],
    ['a revocation', line('10.0.0.5', one) + line('*', one, '@revoked '), '10.0.0.5', 22, 'revoked'],
    ['a certificate authority', line('*', one, '@cert-authority '), '10.0.0.5', 22, 'unknown'],
    ['a comment', `# ${line('10.0.0.5', one)}`, '10.0.0.5', 22, 'unknown'],
    ['nothing', '', '10.0.0.5', 22, 'unknown'],
  ] as const)('with %s', (_, text, host, port, verdict) => {
    expect(judgeHostKey(text, host, port, one.raw)).toBe(verdict);
  });

  test('with hashed names', () => {
    const salt = Buffer.from('a salt of 20 bytes..');
    const hash = createHmac('sha1', salt).update('10.0.0.5').digest('base64');
    const text = line(`|1|${salt.toString('base64')}|${hash}`, one);
    expect(judgeHostKey(text, '10.0.0.5', 22, one.raw)).toBe('trusted');
    expect(judgeHostKey(text, '10.0.0.6', 22, one.raw)).toBe('unknown');
  });

  test('tell which types of keys to ask for', () => {
    expect(knownKeyTypes(line('a', rsa) + line('b', one) + line('a', two, '@revoked '), 'a', 22)).toEqual(['ssh-rsa']);
    expect(keyType(rsa.raw)).toBe('ssh-rsa');
  });

  test('have a line for a host without the comment of its key file', () => {
    expect(knownHostsLine(['10.0.0.5', 'web'], one.line)).toBe(`10.0.0.5,web ssh-ed25519 ${one.raw.toString('base64')}`);
  });

  test('learn a host once, and forget its older key but nothing else', () => {
    const others = `# mine\n${line('10.0.0.5', rsa)}${line('10.0.0.6', two)}${line('10.0.0.5,web', two)}`;
    const text = withKnownHost(`${others}${line('10.0.0.5', two)}`, '10.0.0.5', one.line);
    expect(text).toBe(`${others}10.0.0.5 ssh-ed25519 ${one.raw.toString('base64')}\n`);
    expect(withKnownHost(text, '10.0.0.5', one.line)).toBe(text);
    expect(withKnownHost('', '10.0.0.5', one.line)).toBe(`10.0.0.5 ssh-ed25519 ${one.raw.toString('base64')}\n`);
    expect(withKnownHost('no end of line', 'h', one.line).split('\n')[0]).toBe('no end of line');
  });
});

describe('policies of host keys', () => {
  test('a pinned key is the only one', () => {
    const policy = pinnedHostKey(one.line, 'dev-worker');
    expect(policy.judge(one.raw)).toBeUndefined();
    expect(policy.judge(two.raw)?.message).toContain('dev-worker shows another host key');
  });

  test('known_hosts files refuse with the reason and what to do', () => {
    const policy = knownHostsPolicy(line('[h]:2222', one), 'h', 2222, '~/.ssh/known_hosts');
    expect(policy.types).toEqual(['ssh-ed25519']);
    expect(policy.judge(one.raw)).toBeUndefined();
    expect(policy.judge(two.raw)).toMatchObject({hints: [expect.stringContaining("ssh-keygen -R '[h]:2222'")]});
    expect(policy.judge(rsa.raw)).toMatchObject({message: expect.stringContaining('in none of ~/.ssh/known_hosts')});
  });
});
