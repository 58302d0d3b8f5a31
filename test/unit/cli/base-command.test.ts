import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {writeActiveProfile} from '../../../src/cli/active-profile.ts';
import {BaseCommand} from '../../../src/cli/base-command.ts';
import {durationFlag, memoryFlag} from '../../../src/cli/flags.ts';

const root = join(import.meta.dirname, '../../..');

class Probe extends BaseCommand<typeof Probe> {
  static override readonly id = 'probe';
  static override readonly strict = false;
  static override readonly flags = {
    memory: memoryFlag({env: 'FLOTILLA_MEMORY'}),
    'wait-timeout': durationFlag({env: 'FLOTILLA_WAIT_TIMEOUT'}),
  };

  override async run(): Promise<unknown> {
    const {profile, words, flags} = this;
    this.print({profile}, () => `profile ${profile}`);
    return {profile, words, memory: flags.memory, timeoutMs: flags['wait-timeout']};
  }
}

class LongProbe extends BaseCommand<typeof LongProbe> {
  static override readonly id = 'long-probe';
  static override readonly streamsEvents = true;

  override async run(): Promise<void> {
    await this.progress.step('Working', async () => {});
    this.print({nodes: 4}, () => '4 nodes');
  }
}

class WaitingProbe extends BaseCommand<typeof WaitingProbe> {
  static override readonly id = 'waiting-probe';

  override async run(): Promise<void> {
    const aborted = new Promise((_resolve, reject) => {
      this.signal.addEventListener('abort', () => reject(new DOMException('The operation was aborted.', 'AbortError')));
    });
    process.emit('SIGINT', 'SIGINT');
    await aborted;
  }
}

let stdout: string;
let configDir: string;

beforeEach(async () => {
  configDir = await mkdtemp(join(tmpdir(), 'flotilla-config-'));
  vi.stubEnv('FLOTILLA_CONFIG_DIR', configDir);
  stdout = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    stdout += String(chunk);
    return true;
  });
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await rm(configDir, {recursive: true});
});

describe('the profile', () => {
  it('is flotilla, or the active one, or that of the environment, or that of the flag', async () => {
    expect(await Probe.run([], root)).toMatchObject({profile: 'flotilla'});
    await writeActiveProfile(configDir, 'chosen');
    expect(await Probe.run([], root)).toMatchObject({profile: 'chosen'});
    vi.stubEnv('FLOTILLA_PROFILE', 'env');
    expect(await Probe.run([], root)).toMatchObject({profile: 'env'});
    expect(await Probe.run(['-p', 'flag'], root)).toMatchObject({profile: 'flag'});
  });
});

describe('flags', () => {
  it('come as values, from the command line as from the environment', async () => {
    vi.stubEnv('FLOTILLA_WAIT_TIMEOUT', '5m');
    expect(await Probe.run(['--memory', '4g', 'a', '--', '--json'], root)).toMatchObject({
      memory: 4096,
      timeoutMs: 300_000,
      words: ['a', '--json'],
    });
    expect(stdout).toBe('profile flotilla\n');
  });

  it('that cannot be read are usage errors that name the flag', async () => {
    await expect(Probe.run(['--memory', 'lots'], root)).rejects.toMatchObject({
      id: 'E_USAGE',
      message: '--memory: "lots" is not an amount of memory; write 5120 (MiB), 5120mb or 5g.',
      hints: ['flotilla probe --help'],
    });
  });
});

describe('the result', () => {
  it('is text, or one JSON document', async () => {
    await Probe.run(['-o', 'json'], root);
    expect(JSON.parse(stdout)).toEqual({profile: 'flotilla'});
  });

  it('is the last event of a long command', async () => {
    await LongProbe.run(['--json'], root);
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(events).toEqual([
      {type: 'step', name: 'Working', status: 'started'},
      {type: 'step', name: 'Working', status: 'done', seconds: expect.any(Number)},
      {type: 'result', nodes: 4},
    ]);
  });
});

describe('Ctrl-C', () => {
  it('ends the command as interrupted, whatever it failed with, and leaves no listener behind', async () => {
    const before = process.listenerCount('SIGINT');
    await expect(WaitingProbe.run([], root)).rejects.toMatchObject({id: 'E_INTERRUPTED', exitCode: 130, message: 'Interrupted by Ctrl-C.'});
    expect(process.listenerCount('SIGINT')).toBe(before);
  });

  it('leaves no listener behind when the command line is wrong either', async () => {
    const before = process.listenerCount('SIGTERM');
    await expect(Probe.run(['--nope'], root)).rejects.toMatchObject({id: 'E_USAGE'});
    expect(process.listenerCount('SIGTERM')).toBe(before);
  });
});
