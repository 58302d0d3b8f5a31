import {generateKeyPairSync, randomBytes} from 'node:crypto';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {Redactor, removed} from '../../../../src/cluster/logs/redactor.ts';

function redact(text: string): string {
  const redactor = new Redactor();
  return text
    .split('\n')
    .map((line) => redactor.line(line))
    .join('\n');
}

const keys = {
  ec: generateKeyPairSync('ec', {namedCurve: 'P-256'}).privateKey.export({type: 'sec1', format: 'pem'}).toString(),
  rsa: generateKeyPairSync('rsa', {modulusLength: 2048}).privateKey.export({type: 'pkcs1', format: 'pem'}).toString(),
  pkcs8: generateKeyPairSync('ed25519').privateKey.export({type: 'pkcs8', format: 'pem'}).toString(),
};

/** Pieces of a key that are long enough to be of it and of nothing else. */
const bodyLines = (pem: string): string[] => pem.split('\n').filter((line) => line !== '' && !line.startsWith('-----'));

describe.each(Object.entries(keys))('a private key (%s)', (_kind, pem) => {
  it.each<[string, (pem: string) => string]>([
    ['as it is', (text) => text],
    ['in lines of a container log', (text) => text.replaceAll(/^(?=.)/gm, '2026-11-23T23:30:55.449894959Z stderr F ')],
    ['in lines of a journal', (text) => text.replaceAll(/^(?=.)/gm, '2026-11-23T23:31:14+0000 kubelet[195]: ')],
    ['in one line of JSON', (text) => JSON.stringify({level: 'info', key: text, after: 'it'})],
    ['in base64, as a kubeconfig has it', (text) => `    client-key-data: ${Buffer.from(text).toString('base64')}`],
    ['indented, as YAML has it', (text) => `key: |\n${text.replaceAll(/^(?=.)/gm, '  ')}`],
    ['with other lines in between', (text) => text.replaceAll('\n', '\nsomething else happened.\n')],
  ])('is removed %s', (_how, embed) => {
    const redacted = redact(`before\n${embed(pem)}\nafter`);
    for (const line of bodyLines(pem)) expect(redacted).not.toContain(line.slice(0, 32));
    expect(redacted).not.toContain(Buffer.from(pem).toString('base64').slice(40, 90));
    expect(redacted).not.toMatch(/-----BEGIN .*PRIVATE KEY-----\s+[A-Za-z0-9+/]/);
    expect(redacted).toContain(removed);
    expect(redacted.startsWith('before\n')).toBe(true);
    expect(redacted.endsWith('\nafter')).toBe(true);
  });
});

it('removes keys of any length, to the last line', () => {
  fc.assert(
    fc.property(fc.uint8Array({minLength: 24, maxLength: 4000}), fc.constantFrom('', 'RSA ', 'OPENSSH ', 'ENCRYPTED '), (bytes, kind) => {
      const body =
        Buffer.from(bytes)
          .toString('base64')
          .match(/.{1,64}/g) ?? [];
      const pem = [`-----BEGIN ${kind}PRIVATE KEY-----`, ...body, `-----END ${kind}PRIVATE KEY-----`, 'after that.'];
      expect(redact(pem.join('\n'))).toBe([...Array(body.length + 2).fill(removed), 'after that.'].join('\n'));
    }),
  );
});

const jwt = [{alg: 'RS256'}, {sub: 'system:serviceaccount:default:x'}]
  .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  .join('.');
const secret = `${jwt}.${randomBytes(256).toString('base64url')}`;

it.each([
  [`Authorization: Bearer ${secret}`, 'Authorization: Bearer '],
  [`"authorization":"Basic dXNlcjpwYXNzd29yZA=="`, '"authorization":"Basic '],
  [`token=${secret} user=a`, 'user=a'],
  [`token: ${randomBytes(12).toString('hex')}`, 'token: '],
  ['using token abcdef.0123456789abcdef to join', ' to join'],
  [`{"password":"correct-horse-battery","user":"a"}`, '"user":"a"}'],
  [`DB_PASSWORD=abc&password=correct-horse-battery&x=1`, '&x=1'],
  [`--certificate-key ${randomBytes(32).toString('hex')} --v=5`, ' --v=5'],
])('removes the secret of %s and keeps the rest', (line, rest) => {
  const redacted = redact(line);
  expect(redacted).toContain(removed);
  expect(redacted).toContain(rest);
  expect(redacted).not.toMatch(/correct-horse-battery|dXNlcjpwYXNzd29yZA|0123456789abcdef/);
  expect(redacted).not.toContain(secret.slice(-40));
});

it.each([
  'I1123 23:31:01.541108       1 shared_informer.go:510] "Caches are synced" controller="endpoint slice config"',
  '{"level":"info","ts":"2026-11-23T23:30:55.449812Z","caller":"embed/serve.go:291","address":"172.30.4.10:2379"}',
  'level=info msg="container event discarded" container=ba26ef0aee63488f6d2c4b6e7f8a9b0c1d2e3f4a5b6c7d8e9f0a1b2c3d4e5f6a',
  '[INFO] plugin/reload: Running configuration SHA512 = 1b226df79860026c6a52e67daa10d7f0d57ec5b023288ec00c5e05f93523c894564e15b91770d3a0',
  '-----BEGIN CERTIFICATE-----',
  'the token expired; secret "default-token" not found',
])('leaves alone: %s', (line) => {
  expect(redact(line)).toBe(line);
});

it('changes no line into two, and none of plain words', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.stringMatching(/^[a-z]{1,12}$/), {maxLength: 8}), {maxLength: 20}), (lines) => {
      const text = lines.map((words) => words.join(' ')).join('\n');
      expect(redact(text)).toBe(text);
    }),
  );
});
