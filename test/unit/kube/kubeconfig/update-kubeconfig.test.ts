import {execFile, execFileSync} from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {describeHolder} from '../../../../src/async/lock-holder.ts';
import {kubeconfigStatus, readContext, readCurrentContext} from '../../../../src/kube/kubeconfig/read-kubeconfig.ts';
import {checkKubeconfig, mergeKubeconfig, removeKubeconfig, switchContext} from '../../../../src/kube/kubeconfig/update-kubeconfig.ts';
import {sampleEntry} from './sample-entry.ts';

const {signal} = new AbortController();
let home: string;
let path: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
  path = join(home, '.kube', 'config');
});
afterEach(() => rmSync(home, {recursive: true}));

const env = () => ({HOME: home});
const merge = (name: string, options: {keepContext?: boolean; KUBECONFIG?: string} = {}) =>
  mergeKubeconfig({
    env: {...env(), KUBECONFIG: options.KUBECONFIG},
    entry: sampleEntry(name),
    keepContext: options.keepContext ?? false,
    signal,
  });
const write = (content: string, file = path) => {
  mkdirSync(join(file, '..'), {recursive: true});
  writeFileSync(file, content);
};

describe('a file of our own', () => {
  test('is made with its folder, for its owner only, and leads to the cluster', async () => {
    expect(await merge('one')).toBe(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(home, '.kube')).mode & 0o777).toBe(0o700);
    expect(readContext({env: env(), name: 'one'})).toEqual(sampleEntry('one'));
    expect(readCurrentContext({env: env()})).toBe('one');
    expect(readdirSync(join(home, '.kube'))).toEqual(['config']);
  });

  test('says whether it leads to the server', async () => {
    await merge('one');
    const status = (name: string, expectedServer: string) => kubeconfigStatus({env: env(), name, expectedServer});
    expect(status('one', 'https://127.0.0.1:6443')).toBe('Configured');
    expect(status('one', 'https://127.0.0.1:6444')).toBe('Misconfigured');
    expect(status('two', 'https://127.0.0.1:6443')).toBe('Nonexistent');
  });

  test('keeps the current context when told, and changes nothing the second time', async () => {
    await merge('one');
    await merge('two', {keepContext: true});
    expect(readCurrentContext({env: env()})).toBe('one');
    const before = statSync(path);
    await merge('two', {keepContext: true});
    expect(statSync(path).ino).toBe(before.ino);
    await switchContext({env: env(), name: 'two', signal});
    expect(readCurrentContext({env: env()})).toBe('two');
  });

  test('keeps the namespace that the user chose for the context', async () => {
    await merge('one');
    writeFileSync(path, readFileSync(path, 'utf8').replace('    user: one', '    user: one\n    namespace: shop'));
    await merge('one');
    expect(readContext({env: env(), name: 'one'})?.namespace).toBe('shop');
  });

  test.each(['yes', '123', 'null', '1e3', 'on'])('has the name %s as text also for readers of YAML 1.1', async (name) => {
    await merge(name);
    const config = parse(readFileSync(path, 'utf8'), {version: '1.1'});
    expect([config['current-context'], config.contexts[0].name, config.contexts[0].context.cluster]).toEqual([name, name, name]);
    expect(await removeKubeconfig({env: env(), name, signal})).toBe(true);
  });
});

describe("a file of the user's", () => {
  const text = `# mine
apiVersion: v1
kind: Config
preferences: {colors: true}
current-context: "work" # every day
clusters:
- name: work
  cluster: {server: "https://work.example", extra: 0x1f}
contexts:
- context:
    cluster: work
    user: work
  name: work
users: []
unknown:
- kept: yes
`;

  test('keeps comments, unknown fields and other contexts', async () => {
    write(text);
    await merge('one');
    const merged = readFileSync(path, 'utf8');
    const lines = text.replace('"work" # every', '"one" # every').replace('users: []', 'users:').trimEnd().split('\n');
    for (const line of lines) expect(merged.replaceAll('{ ', '{').replaceAll(' }', '}')).toContain(line);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('after removal has the rest as it was', async () => {
    write(text);
    await merge('one', {keepContext: true});
    expect(await removeKubeconfig({env: env(), name: 'one', signal})).toBe(true);
    expect(parse(readFileSync(path, 'utf8'))).toEqual(parse(text));
    expect(await removeKubeconfig({env: env(), name: 'one', signal})).toBe(false);
  });

  test('loses its current context on removal only when it was ours', async () => {
    write(text);
    await merge('one');
    await removeKubeconfig({env: env(), name: 'one', signal});
    expect(readCurrentContext({env: env()})).toBeUndefined();
    await merge('one');
    await switchContext({env: env(), name: 'work', signal});
    await removeKubeconfig({env: env(), name: 'one', signal});
    expect(readCurrentContext({env: env()})).toBe('work');
  });

  test('is left alone where a context of the name is not ours', async () => {
    write(text);
    await expect(merge('work')).rejects.toThrow('has a context "work" that does not belong to Flotilla');
    expect(() => checkKubeconfig({env: env(), name: 'work'})).toThrow('does not belong');
    expect(await removeKubeconfig({env: env(), name: 'work', signal})).toBe(false);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  test.each([
    ['clusters:\n- {name: a\n', ':3:1 is malformed'],
    ['clusters: 5\n', ':1:11 is malformed: clusters is not a list'],
    ['- a\n', ':1:1 is malformed: it is not a map'],
    ['a: 1\n---\nb: 2\n', ':2:1 is malformed'],
  ])('that is malformed is left alone: %j', async (broken, message) => {
    write(broken);
    await expect(merge('one')).rejects.toThrow(expect.objectContaining({id: 'E_KUBECONFIG', message: expect.stringContaining(message)}));
    await expect(removeKubeconfig({env: env(), name: 'one', signal})).rejects.toThrow(message);
    expect(readFileSync(path, 'utf8')).toBe(broken);
    expect(readdirSync(join(home, '.kube'))).toEqual(['config']);
  });

  test('that is JSON stays JSON', async () => {
    write(JSON.stringify({apiVersion: 'v1', kind: 'Config', clusters: [], contexts: null}));
    await merge('one');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({'current-context': 'one', contexts: [{name: 'one'}]});
  });

  test('that is a link stays a link', async () => {
    const target = join(home, 'elsewhere', 'config');
    write(text, target);
    mkdirSync(join(home, '.kube'));
    symlinkSync(target, path);
    await merge('one');
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(readFileSync(target, 'utf8')).toContain('name: one');
  });
});

describe('a list of files in KUBECONFIG', () => {
  test('gets new entries in the first, keeps old ones where they are, and decides the current context', async () => {
    const [a, b] = [join(home, 'a'), join(home, 'b')];
    const KUBECONFIG = `${a}::${b}`;
    await merge('one', {KUBECONFIG: b});
    await merge('two', {KUBECONFIG});
    expect(readFileSync(a, 'utf8')).toContain('name: two');
    expect(await merge('one', {KUBECONFIG})).toBe(b);
    expect(readFileSync(a, 'utf8')).not.toContain('name: one');
    expect(readCurrentContext({env: {KUBECONFIG}})).toBe('one');
    await removeKubeconfig({env: {KUBECONFIG}, name: 'one', signal});
    expect(readCurrentContext({env: {KUBECONFIG}})).toBeUndefined();
    expect(readContext({env: {KUBECONFIG}, name: 'one'})).toBeUndefined();
    expect(readContext({env: {KUBECONFIG}, name: 'two'})).toEqual(sampleEntry('two'));
  });
});

describe('several programs at a time', () => {
  test('twenty processes lose no entry of each other', {timeout: 120_000}, async () => {
    const names = Array.from({length: 20}, (_, index) => `cluster-${index}`);
    const script = fileURLToPath(new URL('merge-once.ts', import.meta.url));
    await Promise.all(
      names.map((name) => promisify(execFile)(process.execPath, [script, name], {env: {...process.env, KUBECONFIG: path}})),
    );
    for (const name of names) expect(readContext({env: env(), name})).toEqual(sampleEntry(name));
    expect(readdirSync(join(home, '.kube'))).toEqual(['config']);
  });

  test('a lock is waited for', async () => {
    write('');
    writeFileSync(`${path}.lock`, '');
    const merging = merge('one');
    await new Promise((resolve) => setImmediate(resolve));
    expect(readFileSync(path, 'utf8')).toBe('');
    rmSync(`${path}.lock`);
    await merging;
    expect(readContext({env: env(), name: 'one'})).toBeDefined();
  });

  test('a lock of a process that has ended is removed at once, however young', async () => {
    const holder = execFileSync(process.execPath, [fileURLToPath(new URL('../../async/print-holder.ts', import.meta.url))], {
      encoding: 'utf8',
    });
    write('');
    for (const lock of [`${path}.lock`, `${path}.lock.stale`]) writeFileSync(lock, holder);
    await merge('one');
    expect(readdirSync(join(home, '.kube'))).toEqual(['config']);
  });

  test('a lock of a process that stands still is respected, however old', async () => {
    write('');
    const lock = `${path}.lock`;
    writeFileSync(lock, describeHolder());
    const old = Date.now() / 1000 - 61;
    utimesSync(lock, old, old);
    const merging = merge('one');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(readFileSync(path, 'utf8')).toBe('');
    rmSync(lock);
    await merging;
  });

  test('a lock that was left behind is removed', async () => {
    write('');
    for (const lock of [`${path}.lock`, `${path}.lock.stale`]) {
      writeFileSync(lock, '');
      chmodSync(lock, 0);
      const old = Date.now() / 1000 - 61;
      utimesSync(lock, old, old);
    }
    await merge('one');
    expect(existsSync(`${path}.lock`)).toBe(false);
    expect(existsSync(`${path}.lock.stale`)).toBe(false);
  });

  test('what a killed writer left is removed, also when there is no entry to remove', async () => {
    write('');
    writeFileSync(`${path}.flotilla.tmp`, 'users: secret');
    expect(await removeKubeconfig({env: env(), name: 'one', signal: new AbortController().signal})).toBe(false);
    expect(readdirSync(join(home, '.kube'))).toEqual(['config']);
  });

  test('an interruption ends the wait for a lock and leaves the lock', async () => {
    write('');
    writeFileSync(`${path}.lock`, '');
    const waiting = mergeKubeconfig({env: env(), entry: sampleEntry('one'), keepContext: false, signal: AbortSignal.timeout(20)});
    await expect(waiting).rejects.toThrow(expect.objectContaining({name: expect.stringMatching(/AbortError|TimeoutError/)}));
    expect(existsSync(`${path}.lock`)).toBe(true);
  });
});
