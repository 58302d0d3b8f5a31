import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {afterAll, describe, expect, inject, it} from 'vitest';
import {type CliResult, runCli} from '../cluster/support/run-cli.ts';
import {onMachine} from './support/machine.ts';

const machine = inject('machine');
const {ports, identityFile, knownHosts} = machine;
const folder = mkdtempSync(join(tmpdir(), 'flotilla-vm-test-'));
const host = (port = ports[0], user = 'root'): string => `${user}@127.0.0.1:${port}`;
const unknownPort = ports.at(-1);

/** Without an agent of whoever runs the tests. */
const env = {SSH_AUTH_SOCK: ''};
const cli = (command: string, ...words: readonly string[]): Promise<CliResult> =>
  runCli(['apparmor', ...command.split(' '), ...words], {env});
const there = (...hosts: readonly string[]): string[] => [
  ...(hosts.length > 0 ? hosts : [host()]).flatMap((one) => ['--host', one]),
  '-i',
  identityFile,
  '--known-hosts',
  knownHosts,
];

interface Row {
  readonly machine: string;
  readonly profiles?: readonly {
    readonly profile: string;
    readonly mode: string;
    readonly outcome: string;
    readonly loadedBy?: readonly string[];
  }[];
  readonly error?: {readonly id: string; readonly message: string};
  readonly missing?: readonly {readonly what: string}[];
}

/** The rows of a command's JSON output, which has events before its result. */
async function rows(command: string, ...words: readonly string[]): Promise<readonly Row[]> {
  const {stdout, stderr} = await cli(command, ...words, '-o', 'json');
  // A document of several lines ends with the first brace that begins a line; the error of those that failed comes after it.
  const text = stdout.startsWith('{\n')
    ? stdout.slice(0, stdout.indexOf('\n}') + 2)
    : (stdout.split('\n').find((line) => line.includes('"type":"result"')) ?? '');
  expect(text, stdout + stderr).not.toBe('');
  return (JSON.parse(text) as {readonly machines: readonly Row[]}).machines;
}

const kernelList = async (): Promise<string> => (await onMachine(machine, 'cat /sys/kernel/security/apparmor/profiles')).stdout;

function profile(name: string, rules = 'file,', header = ''): string {
  const file = join(folder, `${name}.profile`);
  writeFileSync(file, `profile ${name} ${header}{\n  ${rules}\n}\n`);
  return file;
}

afterAll(() => rmSync(folder, {recursive: true}));

describe('loading', () => {
  it('a file: the kernel has it, the command shows it, and a second time changes nothing', async () => {
    const result = await cli('load', profile('one', 'file,\n  deny /** w,'), ...there());
    expect(result, result.stderr).toMatchObject({exitCode: 0});
    expect(result.stdout).toMatch(/^MACHINE +PROFILE +MODE +RESULT\nroot@127\.0\.0\.1:\d+ +one +enforce +loaded$/);
    expect(await kernelList()).toMatch(/^one \(enforce\)$/m);
    expect(await rows('load', join(folder, 'one.profile'), ...there())).toMatchObject([
      {profiles: [{profile: 'one', outcome: 'unchanged'}]},
    ]);
  });

  it('a folder, and standard input', async () => {
    const several = join(folder, 'several');
    mkdirSync(several);
    writeFileSync(join(several, 'pair'), 'profile first { file, }\nprofile second {\n  file,\n  profile inner { file, }\n}\n');
    writeFileSync(join(several, '.hidden'), 'no profile');
    writeFileSync(join(several, 'third.profile'), 'profile third { file, }\n');
    expect(await rows('load', several, ...there())).toMatchObject([
      {profiles: [{profile: 'first'}, {profile: 'second'}, {profile: 'third'}]},
    ]);
    const piped = await runCli(['apparmor', 'load', '-', ...there()], {env, input: 'profile piped { file, }\n'});
    expect(piped, piped.stderr).toMatchObject({exitCode: 0});
    const list = await kernelList();
    for (const name of ['first', 'second', 'second//inner', 'third', 'piped']) expect(list).toContain(`${name} (enforce)`);
  });

  it('replaces only when told', async () => {
    profile('one', 'file,\n  deny /tmp/** w,');
    const refused = await cli('load', join(folder, 'one.profile'), ...there());
    expect(refused.exitCode).toBe(81);
    expect(refused.stderr).toContain('--replace');
    expect(await rows('load', join(folder, 'one.profile'), '--replace', ...there())).toMatchObject([{profiles: [{outcome: 'replaced'}]}]);
    expect((await onMachine(machine, 'aa-exec -p one -- touch /root/allowed-now')).exitCode).toBe(0);
  });

  it('in complain mode, and back', async () => {
    const file = join(folder, 'one.profile');
    expect(await rows('load', file, '--complain', '--replace', ...there())).toMatchObject([{profiles: [{mode: 'complain'}]}]);
    expect(await kernelList()).toContain('one (complain)');
    expect(await rows('load', file, '--replace', ...there())).toMatchObject([{profiles: [{mode: 'enforce'}]}]);
  });

  it("the machine's own profiles only with --force", async () => {
    await onMachine(machine, 'apparmor_parser -r', 'profile hosts-own { file, }\n');
    const file = profile('hosts-own', 'file,\n  deny /x w,');
    const refused = await cli('load', file, '--replace', ...there());
    expect(refused.exitCode).toBe(81);
    expect(refused.stderr).toContain("the host's own");
    expect((await cli('unload', 'hosts-own', ...there())).exitCode).toBe(81);
    expect(await kernelList()).toContain('hosts-own');
    expect((await cli('load', file, '--force', ...there())).exitCode).toBe(0);
  });

  it('by a user who is not root, with sudo', async () => {
    expect(await rows('load', profile('by-admin'), ...there(host(ports[0], 'admin')))).toMatchObject([{profiles: [{outcome: 'loaded'}]}]);
    expect(await kernelList()).toContain('by-admin (enforce)');
  });
});

describe('mistakes', () => {
  it('in a profile are told with their line, and nothing is loaded', async () => {
    const bad = join(folder, 'bad.profile');
    writeFileSync(bad, 'profile good { file, }\n\nprofile bad {\n  file,\n  deny /** w\n}\n');
    const result = await cli('load', bad, ...there());
    expect(result).toMatchObject({exitCode: 88, stdout: ''});
    expect(result.stderr).toMatch(/bad\.profile, line 6: syntax error/);
    expect(await kernelList()).not.toMatch(/^(?:good|bad) /m);
  });

  it.each([
    [
      'a key that is not accepted',
      () => [...there().slice(0, 2), '-i', join(folder, 'other_key'), '--known-hosts', knownHosts],
      /does not accept the SSH key/,
    ],
    ['an unknown host key', () => there(host(unknownPort)), /known/],
    ['a machine that is down', () => there('root@127.0.0.1:1'), /cannot be reached/],
  ])('%s', async (_, words, message) => {
    await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'other_key')], {input: 'y\n', reject: false});
    const result = await cli('load', join(folder, 'one.profile'), ...words());
    expect(result.exitCode, result.stderr).toBe(89);
    expect(result.stderr).toMatch(message);
  });

  it('ten machines at once, of which two fail: the others have the profile, and each has its row', async () => {
    const file = profile('everywhere');
    const hosts = [...ports.slice(0, 8).map((port) => host(port)), host(unknownPort), 'root@127.0.0.1:1'];
    const result = await cli('load', file, ...there(...hosts));
    expect(result.exitCode, result.stderr).toBe(89);
    expect(result.stdout.trim().split('\n')).toHaveLength(11);
    expect(result.stdout.match(/everywhere +enforce +(?:loaded|unchanged|replaced)/g)).toHaveLength(8);
    expect(result.stdout.match(/E_SSH/g)).toHaveLength(2);
    expect(result.stderr).toContain('2 of 10 machines');
    const listed = await rows('list', ...there(...hosts));
    expect(listed.filter(({profiles}) => profiles?.some((one) => one.profile === 'everywhere'))).toHaveLength(8);
  });
});

describe('what is loaded', () => {
  it('is listed with its mode and who loaded it', async () => {
    const [row] = await rows('list', ...there());
    const of = (name: string) => row?.profiles?.find((one) => one.profile === name);
    expect(of('one')).toMatchObject({mode: 'enforce', loadedBy: ['flotilla']});
    expect(of('second//inner')).toMatchObject({loadedBy: ['flotilla']});
    expect(of('lsb_release')).toMatchObject({loadedBy: ['host']});
  });

  it('goes when it is unloaded, with what is inside of it', async () => {
    expect(await rows('unload', 'second', 'third', ...there())).toMatchObject([{profiles: [{outcome: 'unloaded'}, {outcome: 'unloaded'}]}]);
    expect(await kernelList()).not.toMatch(/^(?:second|third)/m);
    const again = await cli('unload', 'second', ...there());
    expect(again.exitCode).toBe(85);
  });
});

describe('the library', () => {
  it('is loaded by its names', async () => {
    const result = await rows('load', 'deny-write', 'audit-write', 'docker-default', 'nginx', ...there());
    expect(result).toMatchObject([{profiles: Array.from({length: 4}, () => ({mode: 'enforce', outcome: 'loaded'}))}]);
  });

  const test = (name: string, ...argv: readonly string[]): Promise<CliResult> => cli(`test ${name}`, ...there(), '--', ...argv);

  it('deny-write lets nothing be written, and says what it denied', async () => {
    const result = await test('k8s-apparmor-example-deny-write', 'touch', '/tmp/x');
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain('Permission denied');
    expect(result.stderr).toMatch(/denied +mknod +c +\/tmp\/x +touch/);
    expect((await test('k8s-apparmor-example-deny-write', 'cat', '/etc/hostname')).stdout).toBe('flotilla-vm');
  });

  it('audit-write puts writes on record', async () => {
    expect((await test('k8s-apparmor-example-audit-write', 'touch', '/tmp/audited')).exitCode).toBe(0);
    expect((await onMachine(machine, 'dmesg')).stdout).toMatch(/apparmor="AUDIT".*name="\/tmp\/audited"/);
  });

  it('docker-default keeps containers from the kernel and from mounting', async () => {
    const result = await test(
      'flotilla-docker-default',
      'sh',
      '-c',
      'touch /tmp/fine && echo ok; mount -t tmpfs x /mnt; echo 1 > /proc/sysrq-trigger',
    );
    expect(result.stdout).toBe('ok');
    expect(result.stderr).toMatch(/denied +mount/);
    expect(result.stderr).toMatch(/denied .*\/proc\/sysrq-trigger/);
  });

  it('nginx starts no shell and changes no configuration', async () => {
    expect((await test('flotilla-nginx', 'cat', '/etc/hostname')).stdout).toBe('flotilla-vm');
    expect((await test('flotilla-nginx', 'env', 'sh', '-c', 'id')).exitCode).not.toBe(0);
    expect((await test('flotilla-nginx', 'touch', '/etc/nginx.conf')).exitCode).not.toBe(0);
    expect((await test('flotilla-nginx', 'touch', '/run/nginx.pid')).exitCode).toBe(0);
  });

  it('a profile in complain mode tells what it would have denied', async () => {
    await cli('load', profile('would', '/** rmix,'), '--complain', ...there());
    const result = await test('would', 'touch', '/tmp/would');
    expect(result.exitCode).toBe(0);
    expect(result.stderr).toMatch(/allowed .*\/tmp\/would/);
  });
});

/** Parts of AppArmor are taken from the machine: last of all. */
describe('a machine that lacks', () => {
  it('nothing says so', async () => {
    const result = await cli('status', ...there());
    expect(result, result.stderr).toMatchObject({exitCode: 0});
    expect(result.stdout).toMatch(/yes +yes +yes +- +- +\d+/);
  });

  it.each([
    [
      'the parser',
      'mv /sbin/apparmor_parser /sbin/apparmor_parser.away',
      'mv /sbin/apparmor_parser.away /sbin/apparmor_parser',
      /no apparmor_parser/,
    ],
    ['securityfs', 'umount /sys/kernel/security', 'mount -t securityfs securityfs /sys/kernel/security', /securityfs is not mounted/],
    [
      'AppArmor in the kernel',
      'echo N > /tmp/off && mount --bind /tmp/off /sys/module/apparmor/parameters/enabled',
      'umount /sys/module/apparmor/parameters/enabled',
      /kernel has no AppArmor/,
    ],
  ])('%s is told at once', async (_, take, giveBack, message) => {
    expect(await onMachine(machine, take)).toMatchObject({exitCode: 0});
    try {
      for (const command of ['status', 'list', 'load deny-write', 'unload one', 'test one']) {
        const result = await cli(command, ...there(), ...(command.startsWith('test') ? ['--', 'true'] : []));
        expect(result.exitCode, `${command}: ${result.stderr}`).toBe(36);
        expect(result.stderr).toMatch(message);
      }
    } finally {
      expect(await onMachine(machine, giveBack)).toMatchObject({exitCode: 0});
    }
  });
});
